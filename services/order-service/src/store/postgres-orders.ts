import type { Database, Publish } from '@mallhive/chassis'
import { money, ok } from '@mallhive/kernel'
import { sql } from 'kysely'
import { applyMove, type Move } from '../domain/move.ts'
import type { SagaOrder } from '../domain/order.ts'
import { changingColumns, newRow, orderOf } from './order-rows.ts'
import type { Moved, Orders } from './orders.ts'
import type { OrderTables } from './tables.ts'

/** Inside of a transaction or outside of one. */
type Db = Database<OrderTables>['read']

/** Longer than any step's deadline: who dies in a step is followed by another after this time. */
export const LEASE_MS = 30_000

export interface Numbering {
  readonly first: number
  readonly format: string
}

export function postgresOrders(database: Database<OrderTables>, numbering: Numbering): Orders {
  const { read } = database
  const found = async (db: Db, id: string): Promise<SagaOrder | undefined> => {
    const row = await db.selectFrom('shop_order').selectAll().where('id', '=', id).executeTakeFirst()
    return row && orderOf(row)
  }

  return {
    find: (id) => found(read, id),
    list: async (filter) => (await pageOf(read, filter)).map(cardOf),

    place: (order, event) =>
      database.transaction(async (tx, publish) => {
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('shop_order')
          .values({ ...newRow(order), lease_until: leaseFrom(order.placedAt) })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows === 1n) {
          publish(event)
          return { isMoved: true, order }
        }
        return { isMoved: false, order: (await found(tx, order.id))! }
      }),

    async move(order, move) {
      const isMoved = await stored(order, move)
      return isMoved ?? { isMoved: false, order: (await found(read, order.id))! }
    },

    change: (id, decide) =>
      database.transaction(async (tx, publish) => {
        const row = await tx.selectFrom('shop_order').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
        if (!row) return undefined
        const order = orderOf(row)
        const decision = decide(order)
        if (!decision.ok) return decision
        if (!decision.value) return ok({ isMoved: false, order })
        const after = await save(tx, order, decision.value, publish)
        return ok({ isMoved: true, order: after! })
      }),

    postpone: (order, { events, timeline, attempts, error, nextTryAt, onHold }) =>
      database.transaction(async (tx, publish) => {
        const after = {
          ...order,
          attempts,
          onHold,
          nextTryAt,
          lastError: error,
          timeline: [...order.timeline, ...timeline],
          version: order.version + 1,
        }
        if (!(await write(tx, order, after, null))) return (await found(tx, order.id))!
        publish(...events)
        return after
      }),

    async claim(id, now) {
      const row = await read
        .updateTable('shop_order')
        .set({ lease_until: leaseFrom(now), next_try_at: now })
        .where('id', '=', id)
        .where('saga', 'not in', ['committed', 'failed', 'cancelled'])
        .where(isFree(now))
        .returningAll()
        .executeTakeFirst()
      return row && orderOf(row)
    },

    async claimDue(now, limit) {
      const due = read
        .selectFrom('shop_order')
        .select('id')
        .where('next_try_at', '<=', now)
        .where(isFree(now))
        .orderBy('next_try_at')
        .limit(limit)
        .forUpdate()
        .skipLocked()
      const rows = await read
        .updateTable('shop_order')
        .set({ lease_until: leaseFrom(now) })
        .where('id', 'in', due)
        .returningAll()
        .execute()
      return rows.map(orderOf)
    },

    async isLeased(id, now) {
      const row = await read
        .selectFrom('shop_order')
        .select('id')
        .where('id', '=', id)
        .where('lease_until', '>', now)
        .executeTakeFirst()
      return row !== undefined
    },
  }

  /** One statement for a step that states no event; else a transaction, so that state and event come together. */
  async function stored(order: SagaOrder, move: Move): Promise<Moved | undefined> {
    const after =
      move.events || move.isConfirmation
        ? await database.transaction((tx, publish) => save(tx, order, move, publish)).catch(undefinedWhenMoved)
        : await save(read, order, move)
    return after && { isMoved: true, order: after }
  }

  async function save(db: Db, order: SagaOrder, move: Move, publish?: Publish): Promise<SagaOrder | undefined> {
    const position = move.isConfirmation ? await nextPosition(db) : undefined
    const number = position === undefined ? undefined : numbering.format.replace('{number}', String(position))
    const after = applyMove(order, move, number)
    const lease = after.nextTryAt && after.nextTryAt <= move.at ? leaseFrom(move.at) : null
    const isWritten = await write(db, order, after, lease, position)
    // A number that was taken for nothing goes back with the whole transaction.
    if (!isWritten && position !== undefined) throw new AlreadyMoved()
    if (!isWritten) return undefined
    publish?.(...(move.events?.(after) ?? []))
    return after
  }

  async function nextPosition(db: Db): Promise<number> {
    const { last } = await db
      .insertInto('order_counter')
      .values({ is_only: true, last: numbering.first })
      .onConflict((conflict) => conflict.column('is_only').doUpdateSet({ last: sql`order_counter.last + 1` }))
      .returning('last')
      .executeTakeFirstOrThrow()
    return last
  }
}

/** Somebody else has moved the order: what was decided about it holds no more. */
class AlreadyMoved extends Error {}
const undefinedWhenMoved = (error: unknown): undefined => {
  if (!(error instanceof AlreadyMoved)) throw error
}

const leaseFrom = (now: Date): Date => new Date(now.getTime() + LEASE_MS)
const isFree = (now: Date) => sql<boolean>`(lease_until is null or lease_until <= ${now})`

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

function pageOf(db: Db, { ownerId, state, number, before, limit }: Parameters<Orders['list']>[0]) {
  let query = db
    .selectFrom('shop_order')
    .select([
      'id',
      'number',
      'state',
      'payment_status',
      'fulfilment_status',
      'placed_at',
      'item_count',
      'pictures',
      sql<number>`(snapshot #>> '{totals,total,amount}')::bigint`.as('amount'),
      sql<string>`snapshot #>> '{totals,total,currency}'`.as('currency'),
    ])
  if (ownerId !== undefined) query = query.where('owner_id', '=', ownerId)
  if (state !== undefined) query = query.where('state', '=', state)
  if (number !== undefined) query = query.where('number', '=', number)
  if (before !== undefined) query = query.where('id', '<', before)
  return query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

const cardOf = (row: Awaited<ReturnType<typeof pageOf>>[number]) => ({
  id: row.id,
  ...(row.number !== null && { number: row.number }),
  state: row.state,
  paymentStatus: row.payment_status,
  fulfilmentStatus: row.fulfilment_status,
  placedAt: row.placed_at.toISOString(),
  total: money(row.amount, row.currency),
  count: row.item_count,
  pictures: row.pictures,
})
