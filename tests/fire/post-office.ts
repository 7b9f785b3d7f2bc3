import { eventually } from '../surroundings/eventually.ts'
import type { FragileShopOptions } from './fragile-shop.ts'

type Post = NonNullable<FragileShopOptions['post']>

/** A webhook on its way: the provider believes that it has arrived. */
interface Letter {
  readonly sequence: number
  deliver(): Promise<unknown>
}

/** What becomes of the webhooks about one order from a moment on. */
export type Handling = 'goes' | 'twice' | 'held' | 'lost'

export interface PostOffice {
  readonly post: Post
  /** Says what becomes of the webhooks about this order, also of those that have come already. */
  handle(orderId: string, handling: Handling): Promise<void>
  /** Waits until the provider has told of the order's `sequence`th change. */
  told(orderId: string, sequence: number): Promise<void>
  /** Delivers what is held for this order, the oldest first or the newest first, one after the other. */
  release(orderId: string, order: 'in order' | 'reversed'): Promise<void>
}

/** Stands between the provider and the shop, and decides for each order when what arrives. Of an order that nobody has spoken about, all is held. */
export function postOffice(): PostOffice {
  const handlings = new Map<string, Handling>()
  const held = new Map<string, Letter[]>()
  const seen = new Map<string, number>()

  const heldFor = (orderId: string) => held.get(orderId) ?? held.set(orderId, []).get(orderId)!
  async function release(orderId: string, order: 'in order' | 'reversed', copies = 1): Promise<void> {
    const letters = heldFor(orderId)
      .splice(0)
      .sort((a, b) => a.sequence - b.sequence)
    for (const { deliver } of order === 'in order' ? letters : letters.reverse())
      await Promise.all(Array.from({ length: copies }, deliver))
  }
  return {
    async post({ sequence, charge: { key } }, arrive) {
      seen.set(key, Math.max(seen.get(key) ?? 0, sequence))
      const handling = handlings.get(key) ?? 'held'
      if (handling === 'goes') return arrive()
      if (handling === 'twice') return (await Promise.all([arrive(), arrive()]))[0]
      heldFor(key).push({ sequence, deliver: arrive })
      return 204
    },
    async handle(orderId, handling) {
      handlings.set(orderId, handling)
      if (handling === 'goes' || handling === 'twice') await release(orderId, 'in order', handling === 'goes' ? 1 : 2)
    },
    told: async (orderId, sequence) => {
      const isTold = async () => (seen.get(orderId) ?? 0) >= sequence
      await eventually(`the provider to tell of change ${sequence}`, isTold)
    },
    release,
  }
}
