import type { Selectable } from 'kysely'
import type { SagaOrder } from '../domain/order.ts'
import type { OrderRow } from './tables.ts'

const PICTURES_MAX = 4

/** What an order begins with and keeps, with the types of its columns. */
export const FIXED_COLUMNS = {
  id: 'uuid',
  owner_id: 'uuid',
  item_count: 'int',
  pictures: 'jsonb',
  snapshot: 'jsonb',
  placed_at: 'timestamptz',
  refund_id: 'uuid',
  return_url: 'text',
} as const satisfies Partial<Record<keyof OrderRow, string>>

/** What a move may change. The number is not among them: only the confirmation gives one. */
export const CHANGING_COLUMNS = {
  state: 'text',
  payment_status: 'text',
  fulfilment_status: 'text',
  saga: 'text',
  stock_taken: 'bool',
  confirmed_at: 'timestamptz',
  card: 'jsonb',
  next_action_url: 'text',
  pay_before: 'timestamptz',
  payment_token: 'text',
  failure: 'jsonb',
  on_hold: 'bool',
  timeline: 'jsonb',
  version: 'int',
  attempts: 'int',
  next_try_at: 'timestamptz',
  lease_until: 'timestamptz',
  last_error: 'text',
} as const satisfies Partial<Record<keyof OrderRow, string>>

export type FixedRow = Readonly<Record<keyof typeof FIXED_COLUMNS, unknown>>
export type ChangingRow = Readonly<Record<keyof typeof CHANGING_COLUMNS, unknown>>

export function fixedRow({ id, ownerId, snapshot, placedAt, refundId, returnUrl }: SagaOrder): FixedRow {
  const { lines } = snapshot
  return {
    id,
    owner_id: ownerId,
    item_count: lines.reduce((count, { quantity }) => count + quantity, 0),
    pictures: lines.flatMap(({ picture }) => (picture ? [picture] : [])).slice(0, PICTURES_MAX),
    snapshot,
    placed_at: placedAt,
    refund_id: refundId,
    return_url: returnUrl,
  }
}

/** `leaseUntil`: how long whoever stores this walks it alone; undefined lets it go. */
export const changingRow = (order: SagaOrder, leaseUntil: Date | undefined): ChangingRow => ({
  state: order.state,
  payment_status: order.paymentStatus,
  fulfilment_status: order.fulfilmentStatus,
  saga: order.saga,
  stock_taken: order.stockTaken,
  confirmed_at: order.confirmedAt,
  card: order.card,
  next_action_url: order.nextActionUrl,
  pay_before: order.payBefore,
  payment_token: order.paymentToken,
  failure: order.failure,
  on_hold: order.onHold,
  timeline: order.timeline,
  version: order.version,
  attempts: order.attempts,
  next_try_at: order.nextTryAt,
  lease_until: leaseUntil,
  last_error: order.lastError,
})

export const orderOf = (row: Omit<Selectable<OrderRow>, 'number_position'>): SagaOrder => ({
  id: row.id,
  ownerId: row.owner_id,
  guestId: row.guest_id ?? undefined,
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
