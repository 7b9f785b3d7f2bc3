import { Address, api, CountryCode, Email, Id, Language, PageOf, PageQuery, problems, route } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Type } from 'typebox'
import { LinesInput, Order, OrderCard, OrderState, Quote } from './order.ts'

export const orderProblems = problems({
  'quote.not_found': { status: 404, title: 'This quote does not exist (any more)' },
  'order.not_found': { status: 404, title: 'This order does not exist' },
  'order.total_changed': { status: 409, title: 'The total is not what was expected; nothing was ordered' },
  'order.unavailable': { status: 409, title: 'Something cannot be bought as it is; nothing was ordered' },
  'order.sold_out': { status: 409, title: 'Something sold out meanwhile; nothing was charged' },
  'order.declined': { status: 409, title: 'The card was declined; nothing was charged' },
  'order.failed': { status: 409, title: 'The order could not be completed; nothing was charged' },
  'order.shipping_unknown': { status: 422, title: 'This way to ship is not offered there' },
  'order.address_incomplete': { status: 422, title: 'This country needs more of the address' },
  'order.too_large': { status: 422, title: 'This order is larger than the shop can count' },
  'order.not_cancellable': { status: 409, title: 'This order cannot be cancelled (any more)' },
})

const OrderId = Type.Object({ orderId: Id })
/** What a client calls an order before it has an id: whoever lost the answer finds the order by it. */
const Reference = Type.String({ minLength: 1, maxLength: 100 })

/** Port 8084: quotes, orders, their saga. */
export const orderApi = api('order-service', {
  createQuote: route({
    operationId: 'createQuote',
    summary: 'What these lines cost, shipped there: every part of the total, and when it arrives',
    method: 'POST',
    path: '/v1/quotes',
    access: ['user'],
    body: Type.Object(
      {
        lines: LinesInput,
        country: Type.Optional(CountryCode),
        region: Type.Optional(Type.String({ maxLength: 100 })),
        shippingMethod: Type.Optional(Type.String({ maxLength: 100 })),
        language: Type.Optional(Language),
      },
      { additionalProperties: false },
    ),
    replies: { 201: Quote },
    problems: ['order.shipping_unknown', 'order.too_large'],
  }),
  getQuote: route({
    operationId: 'getQuote',
    summary: 'A quote of the last 30 minutes',
    method: 'GET',
    path: '/v1/quotes/:quoteId',
    access: ['owner'],
    params: Type.Object({ quoteId: Id }),
    replies: { 200: Quote },
    problems: ['quote.not_found'],
  }),
  placeOrder: route({
    operationId: 'placeOrder',
    summary: 'Order and pay. 201: confirmed. 202: payment needs the shopper (nextAction) or goes on by itself',
    method: 'POST',
    path: '/v1/orders',
    access: ['user'],
    body: Type.Object(
      {
        quoteId: Type.Optional(Id),
        reference: Type.Optional(Reference),
        lines: LinesInput,
        email: Email,
        language: Type.Optional(Language),
        shippingAddress: Address,
        billingAddress: Type.Optional(Address),
        shippingMethod: Type.String({ minLength: 1, maxLength: 100 }),
        payment: Type.Object(
          {
            token: Type.String({
              minLength: 1,
              maxLength: 200,
              description: 'From the payment provider, who saw the card',
            }),
            returnUrl: Type.Optional(
              Type.String({ format: 'uri', maxLength: 2_000, description: 'Where a second step leads back to' }),
            ),
          },
          { additionalProperties: false },
        ),
        expectedTotal: Money,
      },
      { additionalProperties: false },
    ),
    idempotencyKey: 'required',
    replies: { 201: Order, 202: Order },
    problems: [
      'order.total_changed',
      'order.unavailable',
      'order.sold_out',
      'order.declined',
      'order.failed',
      'order.shipping_unknown',
      'order.address_incomplete',
      'order.too_large',
    ],
  }),
  listOrders: route({
    operationId: 'listOrders',
    summary: 'Orders, newest first: one’s own, or for admins anybody’s. By reference: one’s own only, also for admins',
    method: 'GET',
    path: '/v1/orders',
    access: ['user', 'admin'],
    query: Type.Object({
      ...PageQuery,
      ownerId: Type.Optional(Id),
      state: Type.Optional(OrderState),
      number: Type.Optional(Type.String({ maxLength: 50 })),
      reference: Type.Optional(Reference),
    }),
    replies: { 200: PageOf(OrderCard) },
    problems: ['order.not_found'],
  }),
  getOrder: route({
    operationId: 'getOrder',
    summary: 'An order with its timeline',
    method: 'GET',
    path: '/v1/orders/:orderId',
    access: ['owner', 'admin'],
    params: OrderId,
    replies: { 200: Order },
    problems: ['order.not_found'],
  }),
  resumeOrder: route({
    operationId: 'resumeOrder',
    summary: 'The shopper is back from the bank: go on now instead of waiting for its word',
    method: 'POST',
    path: '/v1/orders/:orderId/resume',
    access: ['owner', 'admin'],
    finishesWork: true,
    params: OrderId,
    repeatable: true,
    replies: { 200: Order },
    problems: ['order.not_found'],
  }),
  cancelOrder: route({
    operationId: 'cancelOrder',
    summary: 'Cancel before shipment: gives the money and the stock back, once',
    method: 'POST',
    path: '/v1/orders/:orderId/cancel',
    access: ['owner', 'admin'],
    finishesWork: true,
    params: OrderId,
    body: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 500 })) }, { additionalProperties: false }),
    idempotencyKey: 'required',
    replies: { 200: Order },
    problems: ['order.not_found', 'order.not_cancellable'],
  }),
})
