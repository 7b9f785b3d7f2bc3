import type { Mutant } from '../mutant.ts'

const PAYMENT = 'services/payment-service/src'

export const MONEY: readonly Mutant[] = [
  {
    name: 'intent-before-the-provider',
    promise: 'A refund is written down before the provider is asked: who dies in between is finished by the next (P20)',
    file: `${PAYMENT}/payments.ts`,
    text: 'const intent = await intend(orderId, (present) => intendRefund(present, refundId, amount))',
    instead: 'const intent = intendRefund(await store.find(orderId), refundId, amount)',
    tests: ['tests/payments/unknown-outcomes.test.ts'],
  },
  {
    name: 'key-at-the-provider',
    promise: 'The provider knows an authorisation that comes again, and holds the money once (P4)',
    file: `${PAYMENT}/provider/sandbox.ts`,
    text: 'client.createCharge({ body: { key, amount,',
    instead: 'client.createCharge({ body: { key: crypto.randomUUID(), amount,',
    tests: ['tests/payments/sandbox-adapter.test.ts'],
  },
  {
    name: 'version-of-a-payment',
    promise: 'Steps of one payment that come at once are decided one after the other',
    file: `${PAYMENT}/store/save-payment.ts`,
    text: 'where payment.order_id = given.order_id and payment.xmin = given.version',
    instead: 'where payment.order_id = given.order_id',
    tests: [`${PAYMENT}/store/postgres.test.ts`],
  },
  {
    name: 'signature-of-a-webhook',
    promise: 'Only what the provider signed is believed',
    file: `${PAYMENT}/provider/sandbox-webhook.ts`,
    text: "return timingSafeEqual(expected, Buffer.from(given, 'hex'))",
    instead: "return expected.length === Buffer.from(given, 'hex').length",
    tests: ['tests/payments/webhooks.test.ts'],
  },
]
