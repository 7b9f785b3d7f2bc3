import type { EventMessage } from '@mallhive/contract'
import { ok, type Result } from '@mallhive/kernel'
import { inWhole } from '../domain/adding.ts'
import { emptyCart, type Cart, type CartError, type Decision } from '../domain/cart.ts'
import { NOTHING_MERGED } from '../domain/merge.ts'
import { CHANGES_REMEMBERED, type CartStore } from './cart-store.ts'

interface Kept {
  readonly cart: Cart
  readonly applied: readonly string[]
}

/** For tests and for a service alone: carts are gone with the process. `state` takes the events of each change. */
export function memoryCarts(state: (events: readonly EventMessage[]) => void = () => undefined): CartStore {
  const carts = new Map<string, Kept>()
  const current = (userId: string): Kept =>
    structuredClone(carts.get(userId)) ?? { cart: emptyCart(userId), applied: [] }
  const keep = ({ cart, applied }: Kept, once: string) =>
    carts.set(cart.userId, structuredClone({ cart, applied: [...applied, once].slice(-CHANGES_REMEMBERED) }))

  // `decide` is synchronous, so nothing can come between reading and keeping.
  function change(userId: string, decide: (cart: Cart) => Decision, once: string): Result<Cart, CartError> {
    const { cart, applied } = current(userId)
    if (applied.includes(once)) return ok(cart)
    const decision = decide(cart)
    if (!decision.ok) return decision
    const { cart: next, events } = decision.value
    if (next.version !== cart.version || events.length > 0) {
      keep({ cart: next, applied }, once)
      state(events)
    }
    return ok(structuredClone(next))
  }

  return {
    find: async (userId) => current(userId).cart,
    lastSeen: (userId) => current(userId).cart,
    change: async (userId, decide, { once }) => change(userId, decide, once),

    changeLine: async (userId, wanted, decide, { once }) => {
      const changed = change(userId, inWhole(wanted, decide), once)
      return changed.ok ? ok({ version: changed.value.version }) : changed
    },

    merge: async (fromId, intoId, decide, { once }) => {
      const [from, into] = [current(fromId), current(intoId)]
      if (into.applied.includes(once)) return { cart: into.cart, report: NOTHING_MERGED }
      const merge = decide(from.cart, into.cart)
      if (merge.events.length > 0) {
        keep({ cart: merge.from, applied: from.applied }, once)
        keep({ cart: merge.into, applied: into.applied }, once)
        state(merge.events)
      }
      return { cart: structuredClone(merge.into), report: merge.report }
    },
  }
}
