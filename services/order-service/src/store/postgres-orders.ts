import type { Database } from '@mallhive/chassis'
import { orderLeases } from './order-leases.ts'
import { listOrders } from './order-list.ts'
import { orderMoves } from './order-moves.ts'
import { orderStatements } from './order-statements.ts'
import type { Orders } from './orders.ts'
import type { OrderTables } from './tables.ts'

export interface Numbering {
  readonly first: number
  /** With `{number}` in it. */
  readonly format: string
}

export function postgresOrders(database: Database<OrderTables>, { first, format }: Numbering): Orders {
  const { read } = database
  const statements = orderStatements(database, first)
  return {
    ...orderMoves(statements, format),
    ...orderLeases(read, statements),
    list: (filter) => listOrders(read, filter),
  }
}
