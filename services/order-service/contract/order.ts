import { Address, Email, Handle, Id, Instant, Language } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Picture, TaxClass } from '@mallhive/product-service/contract'
import { Type, type Static } from 'typebox'

export const ORDER_LIMITS = { lines: 250, quantity: 999 } as const

export const LineInput = Type.Object(
  {
    variantId: Id,
    quantity: Type.Integer({ minimum: 1, maximum: ORDER_LIMITS.quantity }),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
)
export const LinesInput = Type.Array(LineInput, { minItems: 1, maxItems: ORDER_LIMITS.lines })

/** A line as it was when it was quoted or ordered: names and prices are product-service's, never the client's. */
export const OrderLine = Type.Object({
  variantId: Id,
  productId: Id,
  handle: Handle,
  title: Type.String(),
  variantTitle: Type.String(),
  sku: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
  picture: Type.Optional(Picture),
  quantity: Type.Integer(),
  unitPrice: Money,
  total: Money,
  discount: Money,
  taxClass: TaxClass,
  taxPercent: Type.Number({ description: 'Such as 19 or 8.1' }),
  tax: Money,
})
export type OrderLine = Static<typeof OrderLine>

/** Every part of the price. `total` = subtotal − discount + shipping (+ tax when prices do not include it). */
export const Totals = Type.Object({
  subtotal: Money,
  discount: Money,
  shipping: Money,
  shippingTax: Money,
  tax: Money,
  taxIncluded: Type.Boolean(),
  taxes: Type.Array(Type.Object({ percent: Type.Number(), amount: Money })),
  total: Money,
})
export type Totals = Static<typeof Totals>

/** A way to ship, with the days on which it arrives (both inclusive, local dates of the shop's country). */
export const ShippingOption = Type.Object({
  method: Type.String(),
  title: Type.String(),
  price: Money,
  arrivesFrom: Type.String({ format: 'date' }),
  arrivesTo: Type.String({ format: 'date' }),
})
export type ShippingOption = Static<typeof ShippingOption>

/** Why a line cannot be ordered as it is. */
export const LineTrouble = Type.Object({
  variantId: Id,
  reason: Type.Union([Type.Literal('unavailable'), Type.Literal('sold-out'), Type.Literal('short')]),
  available: Type.Optional(Type.Integer()),
})

export const Quote = Type.Object({
  id: Id,
  lines: Type.Array(OrderLine),
  troubles: Type.Array(LineTrouble),
  shippingOptions: Type.Array(ShippingOption, { description: 'Empty until a country is known' }),
  shippingMethod: Type.Optional(
    Type.String({ description: 'The one that the totals count: the one asked for, or the cheapest' }),
  ),
  totals: Totals,
  expiresAt: Instant,
})
export type Quote = Static<typeof Quote>

export const OrderState = Type.Union([
  Type.Literal('pending'),
  Type.Literal('confirmed'),
  Type.Literal('closed'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
])
export const PaymentStatus = Type.Enum([
  'none',
  'requires-action',
  'authorised',
  'captured',
  'partly-refunded',
  'refunded',
  'voided',
  'failed',
])
export const FulfilmentStatus = Type.Enum([
  'unfulfilled',
  'partly-shipped',
  'shipped',
  'delivered',
  'partly-returned',
  'returned',
])

export const TimelineEntry = Type.Object({
  what: Type.String({
    description:
      'placed, reserved, requires-action, authorised, confirmed, captured, committed, failed, cancelled, refunded, restocked, held',
  }),
  at: Instant,
  by: Type.String(),
  note: Type.Optional(Type.String()),
  visibility: Type.Union([Type.Literal('shopper'), Type.Literal('staff')]),
})

export const OrderCard = Type.Object({
  id: Id,
  number: Type.Optional(Type.String({ description: 'Only from confirmation on; without gaps' })),
  state: OrderState,
  paymentStatus: PaymentStatus,
  fulfilmentStatus: FulfilmentStatus,
  placedAt: Instant,
  total: Money,
  count: Type.Integer({ description: 'Things ordered' }),
  pictures: Type.Array(Picture, { description: 'Of the first lines, at most four' }),
})
export type OrderCard = Static<typeof OrderCard>

export const Order = Type.Object({
  id: Id,
  number: Type.Optional(Type.String()),
  ownerId: Id,
  state: OrderState,
  paymentStatus: PaymentStatus,
  fulfilmentStatus: FulfilmentStatus,
  email: Email,
  language: Language,
  lines: Type.Array(OrderLine),
  shippingAddress: Address,
  billingAddress: Type.Optional(Address),
  shipping: ShippingOption,
  payment: Type.Object({ brand: Type.Optional(Type.String()), last4: Type.Optional(Type.String()) }),
  totals: Totals,
  timeline: Type.Array(TimelineEntry),
  /** Where the shopper must go next: the bank's page of a second step. */
  nextAction: Type.Optional(Type.Object({ url: Type.String() })),
  failure: Type.Optional(Type.Object({ code: Type.String(), detail: Type.Optional(Type.String()) })),
  onHold: Type.Boolean({ description: 'A person must look at it' }),
  cancellableUntil: Type.Optional(Instant),
  placedAt: Instant,
  confirmedAt: Type.Optional(Instant),
  version: Type.Integer(),
})
export type Order = Static<typeof Order>

/** `details` of order.total_changed: what the shopper saw, and what it would be now. */
export const TotalChanged = Type.Object({ expected: Money, quote: Quote })
export type TotalChanged = Static<typeof TotalChanged>
