import { api, Id, Instant, problems, route } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Type, type Static } from 'typebox'

export const paymentProblems = problems({
  'payment.not_found': { status: 404, title: 'This order has no payment' },
  'payment.other_amount': { status: 409, title: 'This order has a payment of another amount or card' },
  'payment.not_capturable': { status: 409, title: 'This payment cannot be captured as it stands' },
  'payment.captured': { status: 409, title: 'This payment is captured: refund it instead' },
  'payment.not_refundable': { status: 409, title: 'No more than was captured can go back' },
  'payment.unresolved': { status: 503, title: 'The provider has not said yet what became of it; ask again' },
  'webhook.signature': { status: 401, title: 'The signature of this webhook is not right or too old' },
})

export const PaymentState = Type.Enum([
  'created',
  'requires-action',
  'authorised',
  'captured',
  'voided',
  'failed',
  'expired',
])
/** One order has one payment. */
export const Payment = Type.Object({
  orderId: Id,
  state: PaymentState,
  amount: Money,
  captured: Money,
  refunded: Money,
  card: Type.Object({ brand: Type.Optional(Type.String()), last4: Type.Optional(Type.String()) }),
  nextAction: Type.Optional(Type.Object({ url: Type.String() })),
  failure: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
  updatedAt: Instant,
})
export type Payment = Static<typeof Payment>

const OrderId = Type.Object({ orderId: Id })
const repeatable = { repeatable: true, idempotencyKey: 'ignored' } as const

/** Port 8085: payments. Every step is named by its order, so that asking twice is asking once. */
export const paymentApi = api('payment-service', {
  authorise: route({
    operationId: 'authorise',
    summary: 'Authorise the amount of an order; the answer may ask for a second step',
    method: 'POST',
    path: '/v1/payments',
    access: ['service:order-service'],
    body: Type.Object(
      {
        orderId: Id,
        amount: Money,
        token: Type.String({ minLength: 1, maxLength: 200 }),
        returnUrl: Type.Optional(Type.String({ format: 'uri', pattern: '^https?://', maxLength: 2_000 })),
      },
      { additionalProperties: false },
    ),
    ...repeatable,
    replies: { 200: Payment },
    problems: ['payment.other_amount', 'payment.unresolved'],
  }),
  getPayment: route({
    operationId: 'getPayment',
    summary: 'The payment of an order; asks the provider when its state is not known',
    method: 'GET',
    path: '/v1/payments/:orderId',
    access: ['service:order-service', 'admin'],
    params: OrderId,
    replies: { 200: Payment },
    problems: ['payment.not_found'],
  }),
  capture: route({
    operationId: 'capture',
    summary: 'Take the authorised amount',
    method: 'POST',
    path: '/v1/payments/:orderId/capture',
    access: ['service:order-service'],
    params: OrderId,
    ...repeatable,
    replies: { 200: Payment },
    problems: ['payment.not_found', 'payment.not_capturable', 'payment.unresolved'],
  }),
  voidPayment: route({
    operationId: 'voidPayment',
    summary: 'Let an authorisation go; a payment that never was is refused from then on',
    method: 'POST',
    path: '/v1/payments/:orderId/void',
    access: ['service:order-service'],
    params: OrderId,
    ...repeatable,
    replies: { 200: Payment, 204: Type.Undefined() },
    problems: ['payment.captured', 'payment.unresolved'],
  }),
  refund: route({
    operationId: 'refund',
    summary: 'Give captured money back; each refund has its own key',
    method: 'POST',
    path: '/v1/payments/:orderId/refunds',
    access: ['service:order-service'],
    params: OrderId,
    body: Type.Object({ refundId: Id, amount: Money }, { additionalProperties: false }),
    ...repeatable,
    replies: { 200: Payment },
    problems: ['payment.not_found', 'payment.not_refundable', 'payment.other_amount', 'payment.unresolved'],
  }),
  sandboxWebhook: route({
    operationId: 'sandboxWebhook',
    summary: 'The sandbox provider tells what happened; signed, late, twice and out of order',
    method: 'POST',
    path: '/v1/webhooks/sandbox',
    access: ['public'],
    finishesWork: true,
    headers: Type.Object({ 'sandbox-signature': Type.String({ maxLength: 500 }) }),
    stream: { contentType: 'application/json', bytesMax: 65_536 },
    idempotencyKey: 'ignored',
    repeatable: true,
    replies: { 204: Type.Undefined() },
    problems: ['webhook.signature'],
  }),
})
