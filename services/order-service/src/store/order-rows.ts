import type { Insertable, Selectable, Updateable } from 'kysely'
import type { SagaOrder } from '../domain/order.ts'
import type { OrderRow } from './tables.ts'

const PICTURES_MAX = 4

/** The columns that a new order begins with. */
export function newRow(order: SagaOrder): Insertable<OrderRow> {
  const { lines } = order.snapshot
  const pictures = lines.flatMap(({ picture }) => (picture ? [picture] : [])).slice(0, PICTURES_MAX)
  return {
    id: order.id,
    owner_id: order.ownerId,
    item_count: lines.reduce((count, { quantity }) => count + quantity, 0),
    pictures: JSON.stringify(pictures),
    snapshot: JSON.stringify(order.snapshot),
    placed_at: order.placedAt,
    refund_id: order.refundId,
    return_url: order.returnUrl ?? null,
    number_position: null,
    lease_until: null,
    ...changingColumns(order),
  }
}

/** The columns that a move may change. The snapshot is not among them. */
export const changingColumns = (order: SagaOrder) =>
  ({
    state: order.state,
    payment_status: order.paymentStatus,
    fulfilment_status: order.fulfilmentStatus,
    saga: order.saga,
    stock_taken: order.stockTaken,
    number: order.number ?? null,
    confirmed_at: order.confirmedAt ?? null,
    card: JSON.stringify(order.card),
    next_action_url: order.nextActionUrl ?? null,
    pay_before: order.payBefore ?? null,
    payment_token: order.paymentToken ?? null,
    failure: order.failure ? JSON.stringify(order.failure) : null,
    on_hold: order.onHold,
    timeline: JSON.stringify(order.timeline),
    version: order.version,
    attempts: order.attempts,
    next_try_at: order.nextTryAt ?? null,
    last_error: order.lastError ?? null,
  }) satisfies Updateable<OrderRow>

export const orderOf = (row: Selectable<OrderRow>): SagaOrder => ({
  id: row.id,
  ownerId: row.owner_id,
  snapshot: row.snapshot,
  placedAt: row.placed_at,
  state: row.state,
  paymentStatus: row.payment_status,
  fulfilmentStatus: row.fulfilment_status,
  saga: row.saga,
  stockTaken: row.stock_taken,
  number: row.number ?? undefined,
  confirmedAt: row.confirmed_at ?? undefined,
  card: row.card,
  nextActionUrl: row.next_action_url ?? undefined,
  payBefore: row.pay_before ?? undefined,
  paymentToken: row.payment_token ?? undefined,
  returnUrl: row.return_url ?? undefined,
  refundId: row.refund_id,
  failure: row.failure ?? undefined,
  onHold: row.on_hold,
  timeline: row.timeline,
  version: row.version,
  attempts: row.attempts,
  nextTryAt: row.next_try_at ?? undefined,
  lastError: row.last_error ?? undefined,
})
