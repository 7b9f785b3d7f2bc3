import { Email, event, Id, Language } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Type } from 'typebox'
import { Order } from './order.ts'

const Line = Type.Object({ variantId: Id, quantity: Type.Integer() })
const facts = { orderId: Id, ownerId: Id, total: Money, lines: Type.Array(Line) }

export const orderPlaced = event({
  name: 'order.placed',
  version: 1,
  summary: 'An order was stored and its saga began',
  data: Type.Object(facts),
})
/** Carries what the confirmation mail needs: an e-mail address, names and the delivery address. */
export const orderConfirmed = event({
  name: 'order.confirmed',
  version: 1,
  summary: 'The order has its number; it will be captured and shipped',
  data: Type.Object({ ...facts, number: Type.String(), email: Email, language: Language, order: Order }),
})
export const orderFailed = event({
  name: 'order.failed',
  version: 1,
  summary: 'The order came to nothing; nothing is charged or held',
  data: Type.Object({ ...facts, reason: Type.String() }),
})
export const orderCancelled = event({
  name: 'order.cancelled',
  version: 1,
  summary: 'The order was cancelled; money and stock go back',
  data: Type.Object({
    ...facts,
    number: Type.Optional(Type.String()),
    by: Type.String(),
    email: Email,
    language: Language,
  }),
})
export const orderRefunded = event({
  name: 'order.refunded',
  version: 1,
  summary: 'Money of the order went back',
  data: Type.Object({ ...facts, refunded: Money }),
})
export const orderOnHold = event({
  name: 'order.on-hold',
  version: 1,
  summary: 'The order cannot go on by itself: a person must look',
  data: Type.Object({ orderId: Id, reason: Type.String() }),
})
