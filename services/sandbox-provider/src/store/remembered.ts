import { LRUCache } from 'lru-cache'
import type { KnownCard } from '../domain/card.ts'
import type { ChargeRecord, Kept } from '../domain/charge.ts'

/** Of each; some megabytes. */
const REMEMBERED_MAX = 5_000

/** What this process saw last. Another may know better: whatever is decided on it is written only if it still stands. */
export interface Remembered {
  /** What probably stands under the key; undefined when that is not to be guessed. */
  kept(key: string, token?: string): Kept | undefined
  charge(charge: ChargeRecord): void
  card(token: string, card: KnownCard): void
}

export function remembered(): Remembered {
  const charges = new LRUCache<string, ChargeRecord>({ max: REMEMBERED_MAX })
  const cards = new LRUCache<string, KnownCard>({ max: REMEMBERED_MAX })
  return {
    kept(key, token) {
      const charge = charges.get(key)
      if (charge) return { charge, isBarred: false }
      // A card that was just entered most likely pays for the first time.
      const card = token === undefined ? undefined : cards.get(token)
      return card && { isBarred: false, card }
    },
    charge: (charge) => void charges.set(charge.key, charge),
    card: (token, card) => void cards.set(token, card),
  }
}
