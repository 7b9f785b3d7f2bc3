import { createHmac } from 'node:crypto'
import type { Answer } from '@mallhive/contract'

/** How long a key whose request died half-way stays taken; afterwards a repeat runs it again. */
export const LEASE_SECONDS = 30
export const KEPT_HOURS = 24
export const KEY_SHAPE = /^[\x21-\x7e]{8,255}$/

export interface Use {
  /** Whose key: two callers never meet. */
  readonly scope: string
  readonly key: string
  readonly operation: string
  readonly requestHash: string
}

/** Two uses of one key have one name. */
export const nameOf = ({ scope, key }: Pick<Use, 'scope' | 'key'>): string => `${scope} ${key}`

export type Claim =
  /** Run it. `id` is the same one each time this key is run, so what it makes is made once. */
  | { readonly state: 'run'; readonly id: string }
  | { readonly state: 'done'; readonly answer: Answer }
  | { readonly state: 'running' }
  | { readonly state: 'reused' }

export interface IdempotencyStore {
  /** Takes the key for this request, or says what it already stands for. Of two at once one runs. */
  claim(use: Use): Promise<Claim>
  /** Keeps the reply for repeats. `secret` replies are not kept: a repeat runs again. Nothing, if it was not this one who took the key. */
  finish(use: Use, id: string, answer: Answer, secret: boolean): Promise<void>
  /** Frees the key after a failure of ours, so that a repeat may run at once; its id stays. Nothing, if it was not this one who took the key. */
  abandon(use: Use, id: string): Promise<void>
  /** Forgets keys older than a day. */
  sweep(): Promise<void>
}

/** Tells two requests apart. With a secret that is not in the database: a request may hold a password, which must not be guessed from it. */
export const hashOf = (parts: unknown, secret: string): string =>
  createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url')
