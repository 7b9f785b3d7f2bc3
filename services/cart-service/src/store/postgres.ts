import type { Database } from '@mallhive/chassis'
import { ok, type Result } from '@mallhive/kernel'
import { inWhole } from '../domain/adding.ts'
import { emptyCart, type Cart, type CartError, type Decision } from '../domain/cart.ts'
import { NOTHING_MERGED } from '../domain/merge.ts'
import type { CartStore, Seen } from './cart-store.ts'
import { difference } from './difference.ts'
import { lastSeenCarts } from './last-seen.ts'
import { changeLocked, mergeLocked } from './locked.ts'
import { cartStatements } from './statements.ts'
import type { CartTables } from './tables.ts'
import { turnsOfCarts, type Turn } from './turns.ts'

/** Races lost to other processes, after which a change waits for the lock. */
const ATTEMPTS_MAX = 4

/**
 * Carts in the service's own PostgreSQL. Finding is one statement; changing is one when the cart was seen already, else two; adding to a
 * line is two. All are shared with whoever comes at the same time. A merge is a transaction, unless it has nothing to do: then one statement.
 */
export function postgresCarts(database: Database<CartTables>): CartStore {
  const { look, lookForPlace, save } = cartStatements(database)
  const inTurn = turnsOfCarts()
  const lastSeen = lastSeenCarts()
  const lookAt = async (userId: string, once: string | null) =>
    (await look(userId, once)) ?? { cart: emptyCart(userId), isApplied: false }
  const leave = (turn: Turn, cart: Cart) => ok((turn.left = lastSeen.keep(cart)))

  async function change(
    userId: string,
    decide: (cart: Cart) => Decision,
    { once, seen }: Seen,
    turn: Turn,
  ): Promise<Result<Cart, CartError>> {
    let known = turn.isFirst ? seen : turn.left
    turn.left = undefined
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const { cart, isApplied } = known ? { cart: known, isApplied: false } : await lookAt(userId, once)
      if (isApplied) return leave(turn, cart)
      const decision = decide(cart)
      if (decision.ok) {
        const { cart: next, events } = decision.value
        const isChange = next.version !== cart.version || events.length > 0
        const versions = { before: cart.version, after: next.version, updatedAt: next.updatedAt }
        if (!isChange || (await save({ userId, once, ...versions, ...difference(cart, next) }, events)))
          return leave(turn, next)
      } else if (!known) {
        turn.left = cart
        return decision
      }
      // Somebody was faster, or this very change was applied before: what is known is of no use.
      known = undefined
    }
    return changeLocked(database, userId, decide, once)
  }

  return {
    find: async (userId) => (await lookAt(userId, null)).cart,
    lastSeen: lastSeen.of,

    change: (userId, decide, options) => inTurn(userId, (turn) => change(userId, decide, options, turn)),

    changeLine: (userId, wanted, decide, { once }) =>
      inTurn(userId, async (turn) => {
        turn.left = undefined
        for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
          const { place, isApplied } = await lookForPlace(userId, wanted, once)
          if (isApplied) return ok({ version: place.version })
          const decision = decide(place)
          if (!decision.ok) return decision
          const { line, version, at, events } = decision.value
          const versions = { before: place.version, after: version, updatedAt: at }
          if (await save({ userId, once, ...versions, lines: [line], gone: [] }, events)) return ok({ version })
        }
        const changed = await changeLocked(database, userId, inWhole(wanted, decide), once)
        return changed.ok ? ok({ version: changed.value.version }) : changed
      }),

    async merge(fromId, intoId, decide, { once }) {
      const [from, into] = await Promise.all([lookAt(fromId, once), lookAt(intoId, once)])
      if (into.isApplied) return { cart: into.cart, report: NOTHING_MERGED }
      const merge = decide(from.cart, into.cart)
      if (merge.events.length === 0) return { cart: into.cart, report: merge.report }
      return mergeLocked(database, [fromId, intoId], decide, once)
    },
  }
}
