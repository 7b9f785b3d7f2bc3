import { money } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { OrderCard, OrderFilter } from './orders.ts'
import type { Db } from './tables.ts'

/** One page of orders, and one order more when there are more: one statement. */
export async function listOrders(read: Db, filter: OrderFilter): Promise<readonly OrderCard[]> {
  const rows = await query(read, filter).execute()
  return rows.map((row) => ({
    id: row.id,
    ...(row.number !== null && { number: row.number }),
    state: row.state,
    paymentStatus: row.payment_status,
    fulfilmentStatus: row.fulfilment_status,
    placedAt: row.placed_at.toISOString(),
    total: money(row.amount, row.currency),
    count: row.item_count,
    pictures: row.pictures,
  }))
}

function query(read: Db, { ownerId, state, number, reference, before, limit }: OrderFilter) {
  let found = read
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
  if (ownerId !== undefined) found = found.where('owner_id', '=', ownerId)
  if (state !== undefined) found = found.where('state', '=', state)
  if (number !== undefined) found = found.where('number', '=', number)
  if (reference !== undefined) found = found.where(sql<string>`snapshot ->> 'reference'`, '=', reference)
  if (before !== undefined) found = found.where('id', '<', before)
  return found.orderBy('id', 'desc').limit(limit + 1)
}
