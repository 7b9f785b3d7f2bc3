import type { Database } from '@mallhive/chassis'
import { orderLeases } from './order-leases.ts'
import { listOrders } from './order-list.ts'
import { orderMoves, type Numbering } from './order-moves.ts'
import { orderOf } from './order-rows.ts'
import type { Orders } from './orders.ts'
import type { OrderTables } from './tables.ts'

export function postgresOrders(database: Database<OrderTables>, numbering: Numbering): Orders {
  const { read } = database
  return {
    ...orderMoves(database, numbering),
    ...orderLeases(read),
    async find(id) {
      const row = await read.selectFrom('shop_order').selectAll().where('id', '=', id).executeTakeFirst()
      return row && orderOf(row)
    },
    list: (filter) => listOrders(read, filter),
  }
}
