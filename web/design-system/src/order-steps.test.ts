import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formats } from './format.ts'
import { messages } from './messages/messages.ts'
import { cardEnding, orderStatus, orderSteps } from './order-steps.ts'

const words = messages('en').order
const format = formats('en')
const order = {
  state: 'confirmed',
  paymentStatus: 'captured',
  fulfilmentStatus: 'unfulfilled',
  placedAt: '2026-11-21T13:06:00Z',
  confirmedAt: '2026-11-21T13:07:00Z',
  shipping: { arrivesFrom: '2026-11-24', arrivesTo: '2026-11-26' },
  payment: { brand: 'Visa', last4: '4242' },
  timeline: [],
}
const told = (changed: Partial<Parameters<typeof orderSteps>[0]>) =>
  orderSteps({ ...order, ...changed }, words, format).map(({ state, title, note }) => [state, title, note ?? ''])

test('an order that is paid is being packed, and says when it arrives', () => {
  assert.deepEqual(told({}), [
    ['done', 'Order received', '21 Nov, 14:06'],
    ['done', 'Paid', '21 Nov, 14:07, Visa, ending 4242'],
    ['now', 'Being packed', ''],
    ['to-come', 'On its way', ''],
    ['to-come', 'With you', 'Tue 24 – Thu 26 Nov'],
  ])
})

test('what is delivered is done to the end', () => {
  assert.deepEqual(
    told({ fulfilmentStatus: 'delivered' }).map(([state]) => state),
    ['done', 'done', 'done', 'done', 'done'],
  )
})

test('a cancelled order says when, and that the money went back', () => {
  const timeline = [
    { what: 'cancelled', at: '2026-11-21T13:20:00Z' },
    { what: 'refunded', at: '2026-11-21T13:21:00Z' },
  ]
  assert.deepEqual(told({ state: 'cancelled', paymentStatus: 'refunded', timeline }), [
    ['done', 'Order received', '21 Nov, 14:06'],
    ['done', 'Cancelled', '21 Nov, 14:20'],
    ['done', 'Money sent back', '21 Nov, 14:21'],
  ])
})

test('an order without payment promises nothing', () => {
  assert.deepEqual(told({ state: 'pending' }).at(-1), ['now', 'Waiting for your bank', ''])
  assert.deepEqual(orderStatus({ state: 'failed', fulfilmentStatus: 'unfulfilled' }, words), {
    tone: 'bad',
    text: 'Not paid',
  })
  assert.equal(cardEnding({}, words), undefined)
})
