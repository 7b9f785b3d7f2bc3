import type { Address } from '@mallhive/contract'
import type { Static } from 'typebox'
import type {
  FulfilmentStatus as FulfilmentSchema,
  Order,
  OrderLine,
  OrderState as StateSchema,
  PaymentStatus as PaymentSchema,
  ShippingOption,
  TimelineEntry as EntrySchema,
  Totals,
} from '../../contract/order.ts'
import type { SagaState } from './states.ts'

export type OrderState = Static<typeof StateSchema>
export type PaymentStatus = Static<typeof PaymentSchema>
export type FulfilmentStatus = Static<typeof FulfilmentSchema>
export type TimelineEntry = Static<typeof EntrySchema>

/** What was ordered, as it was then. It never changes. */
export interface Snapshot {
  readonly quoteId?: string
  /** The client's own name of it. */
  readonly reference?: string
  readonly email: string
  readonly language: string
  readonly lines: readonly OrderLine[]
  readonly shippingAddress: Static<typeof Address>
  readonly billingAddress?: Static<typeof Address>
  readonly shipping: ShippingOption
  readonly totals: Totals
}

/** Why an order came to nothing: a code of the problem table, words, and facts for the program. */
export interface Failure {
  readonly code: 'order.sold_out' | 'order.unavailable' | 'order.declined' | 'order.failed'
  readonly detail: string
  readonly details?: unknown
}

/** An order and how far its saga has come. */
export interface SagaOrder {
  readonly id: string
  readonly ownerId: string
  /** Who placed it, when that was a guest who signed in to the owner's account afterwards. */
  readonly guestId: string | undefined
  readonly snapshot: Snapshot
  readonly placedAt: Date

  readonly state: OrderState
  readonly paymentStatus: PaymentStatus
  readonly fulfilmentStatus: FulfilmentStatus
  readonly saga: SagaState
  /** Whether product-service has taken the things out of stock, which makes a release a restock. */
  readonly stockTaken: boolean
  readonly number: string | undefined
  readonly confirmedAt: Date | undefined
  readonly card: Order['payment']
  readonly nextActionUrl: string | undefined
  /** Until when the payment may wait for the shopper. */
  readonly payBefore: Date | undefined
  /** What the provider knows the card by; forgotten as soon as the payment is decided. */
  readonly paymentToken: string | undefined
  readonly returnUrl: string | undefined
  /** The key of the one refund that undoing this order may cause. */
  readonly refundId: string
  readonly failure: Failure | undefined
  readonly onHold: boolean
  /** What happened, in order. */
  readonly timeline: readonly TimelineEntry[]
  readonly version: number

  /** Failed tries of the current step. */
  readonly attempts: number
  /** When the saga goes on; undefined when it rests. */
  readonly nextTryAt: Date | undefined
  readonly lastError: string | undefined
}

/** What others learn of an order in every event about it. */
export const factsOf = ({ id, ownerId, snapshot }: SagaOrder) => ({
  orderId: id,
  ownerId,
  total: snapshot.totals.total,
  lines: snapshot.lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
})
