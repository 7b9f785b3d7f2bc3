import type { Database } from '@mallhive/chassis'
import type { JSONColumnType } from 'kysely'
import type { Order, OrderLine, Quote } from '../../contract/order.ts'
import type { Failure, SagaOrder, Snapshot, TimelineEntry } from '../domain/order.ts'

/** Text goes in, parsed JSON comes out. */
type Json<T extends object | null> = JSONColumnType<T, string, string>

export interface OrderRow {
  id: string
  owner_id: string
  guest_id: string | null
  item_count: number
  pictures: Json<NonNullable<OrderLine['picture']>[]>
  snapshot: Json<Snapshot>
  placed_at: Date
  state: SagaOrder['state']
  payment_status: SagaOrder['paymentStatus']
  fulfilment_status: SagaOrder['fulfilmentStatus']
  saga: SagaOrder['saga']
  stock_taken: boolean
  number_position: number | null
  number: string | null
  confirmed_at: Date | null
  card: Json<Order['payment']>
  next_action_url: string | null
  pay_before: Date | null
  payment_token: string | null
  return_url: string | null
  refund_id: string
  failure: JSONColumnType<Failure | null, string | null, string | null>
  on_hold: boolean
  timeline: Json<TimelineEntry[]>
  version: number
  attempts: number
  next_try_at: Date | null
  lease_until: Date | null
  last_error: string | null
}

export interface OrderTables {
  quote: { id: string; owner_id: string; body: Json<Quote>; expires_at: Date }
  shop_order: OrderRow
  order_counter: { is_only: boolean; last: number }
}

/** Inside of a transaction or outside of one. */
export type Db = Database<OrderTables>['read']
