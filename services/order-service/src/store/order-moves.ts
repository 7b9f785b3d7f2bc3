import type { Database, Publish } from '@mallhive/chassis'
import { ok } from '@mallhive/kernel'
import { sql } from 'kysely'
import { applyMove, type Move } from '../domain/move.ts'
import type { SagaOrder } from '../domain/order.ts'
import { leaseFrom } from './order-leases.ts'
import { changingColumns, newRow, orderOf } from './order-rows.ts'
import type { Orders } from './orders.ts'
import type { Db, OrderTables } from './tables.ts'

export interface Numbering {
  readonly first: number
  /** With `{number}` in it. */
  readonly format: string
}

/** Stores orders and their steps: state, timeline, number and events together, or nothing. */
export function orderMoves(
  database: Database<OrderTables>,
  numbering: Numbering,
): Pick<Orders, 'place' | 'move' | 'change' | 'postpone'> {
  const { read } = database
  return {
    place: (order, event) =>
      database.transaction(async (tx, publish) => {
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('shop_order')
          .values({ ...newRow(order), lease_until: leaseFrom(order.placedAt) })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) return { isMoved: false, order: await present(tx, order.id) }
        publish(event)
        return { isMoved: true, order }
      }),

    // One statement for steps that state no event; else a transaction, so that state and event come together.
    async move(order, moves) {
      const isAlone = moves.every((move) => !move.events && !move.isConfirmation)
      const after = isAlone
        ? await save(read, order, moves, numbering)
        : await database
            .transaction((tx, publish) => save(tx, order, moves, numbering, publish))
            .catch(undefinedWhenMoved)
      return after ? { isMoved: true, order: after } : { isMoved: false, order: await present(read, order.id) }
    },

    change: (id, decide) =>
      database.transaction(async (tx, publish) => {
        const row = await tx.selectFrom('shop_order').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
        if (!row) return undefined
        const order = orderOf(row)
        const decision = decide(order)
        if (!decision.ok) return decision
        if (!decision.value) return ok({ isMoved: false, order })
        const after = await save(tx, order, [decision.value], numbering, publish)
        return ok({ isMoved: true, order: after! })
      }),

    postpone: (order, { events, timeline, attempts, error, nextTryAt, onHold }) =>
      database.transaction(async (tx, publish) => {
        const tried = { attempts, onHold, nextTryAt, lastError: error, version: order.version + 1 }
        const after = { ...order, ...tried, timeline: [...order.timeline, ...timeline] }
        if (!(await write(tx, order, after, null))) return present(tx, order.id)
        publish(...events)
        return after
      }),
  }
}

/** Somebody else has moved the order: what was decided about it holds no more. */
class AlreadyMoved extends Error {}
const undefinedWhenMoved = (error: unknown): undefined => {
  if (!(error instanceof AlreadyMoved)) throw error
}

async function save(
  db: Db,
  order: SagaOrder,
  moves: readonly Move[],
  { first, format }: Numbering,
  publish?: Publish,
): Promise<SagaOrder | undefined> {
  const position = moves.some((move) => move.isConfirmation) ? await nextPosition(db, first) : undefined
  const number = position === undefined ? undefined : format.replace('{number}', String(position))
  const after = moves.reduce((before, move) => applyMove(before, move, number), order)
  const { at } = moves.at(-1)!
  const lease = after.nextTryAt && after.nextTryAt <= at ? leaseFrom(at) : null
  if (await write(db, order, after, lease, position)) {
    publish?.(...moves.flatMap((move) => move.events?.(after) ?? []))
    return after
  }
  // A number that was taken for nothing goes back with the whole transaction.
  if (position !== undefined) throw new AlreadyMoved()
  return undefined
}

/** Locks the counter until the transaction ends: numbers are given one after the other, and none is lost. */
async function nextPosition(db: Db, first: number): Promise<number> {
  const { last } = await db
    .insertInto('order_counter')
    .values({ is_only: true, last: first })
    .onConflict((conflict) => conflict.column('is_only').doUpdateSet({ last: sql`order_counter.last + 1` }))
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}

async function write(
  db: Db,
  before: SagaOrder,
  after: SagaOrder,
  lease: Date | null,
  position?: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('shop_order')
    .set({
      ...changingColumns(after),
      lease_until: lease,
      ...(position !== undefined && { number_position: position }),
    })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function present(db: Db, id: string): Promise<SagaOrder> {
  return orderOf(await db.selectFrom('shop_order').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
}
