import { Unavailable } from '@mallhive/chassis'
import { hash, verify } from '@node-rs/argon2'

/** Argon2id as OWASP recommends it at least: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** Each run holds 19 MiB and a thread; more at once only wait for each other. */
const AT_ONCE = 4
const WAITING_MAX = 200

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long for an account that does not exist (`stored` undefined) as for a wrong password. */
  matches(stored: string | undefined, password: string): Promise<boolean>
}

/** Hashes and verifies a few at once; throws `Unavailable` when too many wait, instead of keeping all of them waiting for ever. */
export function passwords(): Passwords {
  const nobody = hash('the password of no account', COST)
  const waiting: (() => void)[] = []
  let running = 0

  return {
    hash: (password) => inTurn(() => hash(password, COST)),
    matches: (stored, password) =>
      inTurn(async () => {
        const fits = await verify(stored ?? (await nobody), password)
        return fits && stored !== undefined
      }),
  }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING_MAX) throw new Unavailable('too many passwords wait to be checked')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      // The place is handed on, so that nobody slips in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
