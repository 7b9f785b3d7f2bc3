import { v7 } from 'uuid'

/** A new UUIDv7 (RFC 9562): ids made later sort later, so that indexes grow at one end. */
export const newId = (): string => v7()
