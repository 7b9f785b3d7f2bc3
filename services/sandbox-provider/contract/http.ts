import { api, Id, Instant, problems, route } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Type, type Static } from 'typebox'

export const sandboxProblems = problems({
  'card.invalid': { status: 422, title: 'The card number, date or code is not valid' },
  'charge.not_found': { status: 404, title: 'There is no such charge' },
  'charge.key_reused': { status: 422, title: 'This key stands for another charge' },
  'charge.state': { status: 409, title: 'The charge does not allow this as it stands' },
  'charge.voided': { status: 409, title: 'This key was voided before it was charged, and can never be charged' },
  'charge.too_much': { status: 409, title: 'More than was captured cannot go back' },
})

export const CardInput = Type.Object(
  {
    number: Type.String({ pattern: '^[0-9 ]{12,23}$' }),
    expiryMonth: Type.Integer({ minimum: 1, maximum: 12 }),
    expiryYear: Type.Integer({ minimum: 2000, maximum: 2100 }),
    code: Type.String({ pattern: '^[0-9]{3,4}$' }),
    name: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)
export const CardToken = Type.Object({ token: Type.String(), brand: Type.String(), last4: Type.String() })
export type CardToken = Static<typeof CardToken>

export const Charge = Type.Object({
  id: Id,
  key: Type.String(),
  state: Type.Enum(['requires-action', 'authorised', 'declined', 'captured', 'voided', 'expired']),
  amount: Money,
  captured: Money,
  refunded: Money,
  brand: Type.String(),
  last4: Type.String(),
  declineCode: Type.Optional(Type.String()),
  nextAction: Type.Optional(Type.Object({ url: Type.String() })),
  /** Grows with each change of the charge, so that an older picture of it can be told from a newer one. */
  sequence: Type.Integer(),
  refunds: Type.Array(Type.Object({ key: Type.String(), amount: Money })),
  createdAt: Instant,
})
export type Charge = Static<typeof Charge>

/** What the provider tells by webhook. `sequence` grows with each change of a charge: an older one that arrives later changes nothing. */
export const WebhookEvent = Type.Object({
  id: Id,
  type: Type.String(),
  sequence: Type.Integer(),
  occurredAt: Instant,
  charge: Charge,
})
export type WebhookEvent = Static<typeof WebhookEvent>

/** Where the shopper goes back to: nothing but the web. */
const ReturnUrl = Type.String({ format: 'uri', pattern: '^https?://', maxLength: 2_000 })
const ChargeKey = Type.Object({ key: Type.String({ minLength: 1, maxLength: 100 }) })
const repeatable = { repeatable: true, idempotencyKey: 'ignored' } as const
const own = { access: ['service:payment-service'] } as const

/** Port 8090: a payment provider that is a party of its own. It keeps keys for ever and a ledger of what it charged. */
export const sandboxApi = api('sandbox-provider', {
  createToken: route({
    operationId: 'createToken',
    summary: 'Exchange a card for a token; the shop never stores the number',
    method: 'POST',
    path: '/v1/tokens',
    access: ['public'],
    body: CardInput,
    idempotencyKey: 'ignored',
    repeatable: true,
    replies: { 201: CardToken },
    problems: ['card.invalid'],
  }),
  createCharge: route({
    operationId: 'createCharge',
    summary: 'Authorise an amount; the key makes a repeat harmless',
    method: 'POST',
    path: '/v1/charges',
    ...own,
    body: Type.Object(
      {
        key: ChargeKey.properties.key,
        amount: Money,
        token: Type.String({ minLength: 1, maxLength: 200 }),
        returnUrl: Type.Optional(ReturnUrl),
      },
      { additionalProperties: false },
    ),
    ...repeatable,
    replies: { 200: Charge },
    problems: ['charge.key_reused', 'charge.voided', 'card.invalid'],
  }),
  getCharge: route({
    operationId: 'getCharge',
    summary: 'What became of a charge, by its key',
    method: 'GET',
    path: '/v1/charges/:key',
    access: ['service:payment-service', 'admin'],
    params: ChargeKey,
    replies: { 200: Charge },
    problems: ['charge.not_found'],
  }),
  captureCharge: route({
    operationId: 'captureCharge',
    summary: 'Take the authorised amount',
    method: 'POST',
    path: '/v1/charges/:key/capture',
    ...own,
    params: ChargeKey,
    ...repeatable,
    replies: { 200: Charge },
    problems: ['charge.not_found', 'charge.state'],
  }),
  voidCharge: route({
    operationId: 'voidCharge',
    summary: 'Let it go; a key that has no charge yet can never be charged afterwards',
    method: 'POST',
    path: '/v1/charges/:key/void',
    ...own,
    params: ChargeKey,
    ...repeatable,
    replies: { 200: Charge, 204: Type.Undefined() },
    problems: ['charge.state'],
  }),
  refundCharge: route({
    operationId: 'refundCharge',
    summary: 'Give back a part or all; each refund has its own key',
    method: 'POST',
    path: '/v1/charges/:key/refunds',
    ...own,
    params: ChargeKey,
    body: Type.Object(
      { refundKey: Type.String({ minLength: 1, maxLength: 100 }), amount: Money },
      { additionalProperties: false },
    ),
    ...repeatable,
    replies: { 200: Charge },
    problems: ['charge.not_found', 'charge.state', 'charge.too_much', 'charge.key_reused'],
  }),
  secondStep: route({
    operationId: 'secondStep',
    summary: 'The bank’s page: is this you?',
    method: 'GET',
    path: '/second-step/:chargeId',
    access: ['public'],
    params: Type.Object({ chargeId: Id }),
    replies: { 200: Type.String() },
    contentType: 'text/html; charset=utf-8',
    problems: ['charge.not_found'],
  }),
  decideSecondStep: route({
    operationId: 'decideSecondStep',
    summary: 'The shopper’s answer, a plain form; leads back to the shop. Answering again changes nothing',
    method: 'POST',
    path: '/second-step/:chargeId/:decision',
    access: ['public'],
    params: Type.Object({ chargeId: Id, decision: Type.Union([Type.Literal('approve'), Type.Literal('decline')]) }),
    stream: { contentType: 'application/x-www-form-urlencoded', bytesMax: 1_024 },
    idempotencyKey: 'ignored',
    repeatable: true,
    replies: { 303: Type.Undefined() },
    problems: ['charge.not_found'],
  }),
  ledger: route({
    operationId: 'ledger',
    summary: 'Every movement of money, oldest first: the independent witness',
    method: 'GET',
    path: '/v1/ledger',
    access: ['admin'],
    query: Type.Object({
      key: Type.Optional(Type.String({ maxLength: 100 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    replies: {
      200: Type.Object({
        items: Type.Array(Type.Object({ id: Id, key: Type.String(), kind: Type.String(), amount: Money, at: Instant })),
        nextCursor: Type.Optional(Type.String()),
      }),
    },
  }),
})

/** What each test card does. Any future date and any code will do. */
export const TEST_CARDS = {
  approves: '4242424242424242',
  approvesMastercard: '5555555555554444',
  declines: '4000000000000002',
  declinesForFunds: '4000000000009995',
  asksForSecondStep: '4000002500003155',
  answersSlowly: '4000000000000077',
  chargesThenTimesOut: '4000000000000341',
  capturesThenTimesOut: '4000000000000259',
  refusesCapture: '4000000000000333',
} as const
