import { LRUCache } from 'lru-cache'
import { emptyCart, type Cart } from '../domain/cart.ts'

/** Lines and carts, with what was shown of them: some ten megabytes at most. */
const SIZE_MAX = 10_000
/** A cart that was seen longer ago has most likely been left. */
const KEPT_MS = 600_000

export interface LastSeen {
  /** An empty cart, when this one was not seen. */
  of(userId: string): Cart
  /** Answers it. */
  keep(cart: Cart): Cart
}

/** Carts as this process saw them last. Another may have changed them since. */
export function lastSeenCarts(): LastSeen {
  const carts = new LRUCache<string, Cart>({
    maxSize: SIZE_MAX,
    sizeCalculation: ({ lines }) => lines.length + 1,
    ttl: KEPT_MS,
  })
  return {
    of: (userId) => carts.get(userId) ?? emptyCart(userId),
    keep(cart) {
      carts.set(cart.userId, cart)
      return cart
    },
  }
}
