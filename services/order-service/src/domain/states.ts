import type { FulfilmentStatus, OrderState, PaymentStatus } from './order.ts'

/**
 * How far the machines have come. Forward: reserve, authorise (perhaps wait for the shopper), confirm, capture, commit. Backward before
 * confirmation: `failing` to `failed`; after it: `cancelling` to `cancelled`.
 */
export type SagaState =
  | 'placed'
  | 'reserved'
  | 'waiting'
  | 'authorised'
  | 'confirmed'
  | 'captured'
  | 'committed'
  | 'failing'
  | 'voided'
  | 'failed'
  | 'cancelling'
  | 'repaid'
  | 'cancelled'

export const SAGA_MOVES = {
  // Stock refused on the first walk goes straight to `voided`: no payment was asked for yet.
  placed: ['reserved', 'failing', 'voided'],
  reserved: ['waiting', 'authorised', 'failing'],
  waiting: ['authorised', 'failing'],
  authorised: ['confirmed'],
  confirmed: ['captured', 'cancelling'],
  captured: ['committed', 'cancelling'],
  committed: ['cancelling'],
  failing: ['voided'],
  // Giving back the stock ends a failed order: nothing lies between "released" and "failed".
  voided: ['failed'],
  failed: [],
  cancelling: ['repaid'],
  repaid: ['cancelled'],
  cancelled: [],
} as const satisfies Record<SagaState, readonly SagaState[]>

export const ORDER_MOVES = {
  pending: ['confirmed', 'failed'],
  confirmed: ['closed', 'cancelled'],
  closed: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<OrderState, readonly OrderState[]>

export const PAYMENT_MOVES = {
  // Money that was taken though nobody asked for it still goes back.
  none: ['requires-action', 'authorised', 'voided', 'failed', 'refunded'],
  'requires-action': ['authorised', 'voided', 'failed', 'refunded'],
  authorised: ['captured', 'voided', 'refunded'],
  captured: ['partly-refunded', 'refunded'],
  'partly-refunded': ['refunded'],
  refunded: [],
  voided: [],
  failed: [],
} as const satisfies Record<PaymentStatus, readonly PaymentStatus[]>

export const FULFILMENT_MOVES = {
  unfulfilled: ['partly-shipped', 'shipped'],
  'partly-shipped': ['shipped'],
  shipped: ['delivered', 'partly-returned', 'returned'],
  delivered: ['partly-returned', 'returned'],
  'partly-returned': ['returned'],
  returned: [],
} as const satisfies Record<FulfilmentStatus, readonly FulfilmentStatus[]>

/** Whether a table allows the step; staying is always allowed. */
export const allows = <State extends string>(
  table: Readonly<Record<State, readonly State[]>>,
  from: State,
  to: State,
): boolean => from === to || table[from].includes(to)

/** Nothing is left to do, unless somebody cancels a paid order. */
export const isFinal = (saga: SagaState): boolean => SAGA_MOVES[saga].length === 0 || saga === 'committed'
