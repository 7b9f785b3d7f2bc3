import { uuidv7 } from 'uuidv7'

/** A new UUIDv7 (RFC 9562): ids made later sort later, so that indexes grow at one end. */
export const newId = (): string => uuidv7()
