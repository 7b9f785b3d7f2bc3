import { event, Id } from '@mallhive/contract'
import { Money } from '@mallhive/kernel'
import { Type } from 'typebox'

const facts = { orderId: Id, amount: Money }

export const paymentAuthorized = event({
  name: 'payment.authorized',
  version: 1,
  summary: 'The provider holds the money for the order',
  data: Type.Object(facts),
})
export const paymentCaptured = event({
  name: 'payment.captured',
  version: 1,
  summary: 'The money was taken',
  data: Type.Object(facts),
})
export const paymentFailed = event({
  name: 'payment.failed',
  version: 1,
  summary: 'The payment was declined, expired or abandoned; nothing was taken',
  data: Type.Object({ ...facts, reason: Type.String() }),
})
export const paymentVoided = event({
  name: 'payment.voided',
  version: 1,
  summary: 'The authorisation was let go',
  data: Type.Object(facts),
})
export const paymentRefunded = event({
  name: 'payment.refunded',
  version: 1,
  summary: 'Captured money went back',
  data: Type.Object({ ...facts, refundId: Id, refunded: Money }),
})
