import type { Database, Tx } from '@mallhive/chassis'
import { ok, type Result } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { Cart, CartError, Decision } from '../domain/cart.ts'
import { NOTHING_MERGED, type Merge } from '../domain/merge.ts'
import { CHANGES_REMEMBERED, type Merged } from './cart-store.ts'
import { difference } from './difference.ts'
import { lineOf, rowOf, type CartTables } from './tables.ts'

/**
 * The general way, which always succeeds in the end: under the lock of the rows. A change of one line takes five statements between begin
 * and commit: make the row, lock it, read the lines, write the line that differs, write the version; and one for the events.
 */
export const changeLocked = (
  database: Database<CartTables>,
  userId: string,
  decide: (cart: Cart) => Decision,
  once: string,
): Promise<Result<Cart, CartError>> =>
  database.transaction(async (tx, publish) => {
    const { cart, applied } = await lock(tx, userId)
    if (applied.includes(once)) return ok(cart)
    const decision = decide(cart)
    if (!decision.ok) return decision
    const { cart: next, events } = decision.value
    if (next.version !== cart.version || events.length > 0) {
      await save(tx, cart, next, once)
      publish(...events)
    }
    return ok(next)
  })

export const mergeLocked = (
  database: Database<CartTables>,
  [fromId, intoId]: readonly [string, string],
  decide: (from: Cart, into: Cart) => Merge,
  once: string,
): Promise<Merged> =>
  database.transaction(async (tx, publish) => {
    const locked = new Map<string, Locked>()
    // Always in the same order, so that two merges of the same carts wait for each other instead of both giving up.
    for (const userId of [fromId, intoId].sort()) locked.set(userId, await lock(tx, userId))
    const [from, into] = [locked.get(fromId)!, locked.get(intoId)!]
    if (into.applied.includes(once)) return { cart: into.cart, report: NOTHING_MERGED }
    const merge = decide(from.cart, into.cart)
    if (merge.events.length > 0) {
      await save(tx, from.cart, merge.from, once)
      await save(tx, into.cart, merge.into, once)
      publish(...merge.events)
    }
    return { cart: merge.into, report: merge.report }
  })

interface Locked {
  readonly cart: Cart
  /** Ids of the last changes. */
  readonly applied: readonly string[]
}

/** Makes sure that the row exists, so that two first requests for one cart queue up instead of racing. */
async function lock(tx: Tx<CartTables>, userId: string): Promise<Locked> {
  await tx
    .insertInto('cart')
    .values({ user_id: userId, updated_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { version, updated_at, applied } = await tx
    .selectFrom('cart')
    .select(['version', 'updated_at', 'applied'])
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  // A statement of its own, after the lock: what was committed while waiting is seen.
  const rows = await tx
    .selectFrom('cart_line')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('added_at')
    .orderBy('item_id')
    .execute()
  return { cart: { userId, version, lines: rows.map(lineOf), updatedAt: updated_at ?? undefined }, applied }
}

/** Writes what differs: removals first, so that a line may take the place of another. */
async function save(tx: Tx<CartTables>, before: Cart, after: Cart, once: string): Promise<void> {
  const { userId } = after
  const { lines, gone } = difference(before, after)
  if (gone.length > 0)
    await tx.deleteFrom('cart_line').where('user_id', '=', userId).where('item_id', 'in', gone).execute()

  if (lines.length > 0)
    await tx
      .insertInto('cart_line')
      .values(lines.map((line) => rowOf(userId, line)))
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'item_id']).doUpdateSet((row) => ({
          quantity: row.ref('excluded.quantity'),
          note: row.ref('excluded.note'),
          price_seen_amount: row.ref('excluded.price_seen_amount'),
          price_seen_currency: row.ref('excluded.price_seen_currency'),
        })),
      )
      .execute()

  await tx
    .updateTable('cart')
    .set({
      version: after.version,
      updated_at: after.updatedAt ?? null,
      applied: sql<
        string[]
      >`(applied || ${once}::uuid)[greatest(1, cardinality(applied) + 2 - ${CHANGES_REMEMBERED}::int):]`,
    })
    .where('user_id', '=', userId)
    .execute()
}
