import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { EventMessage } from '@mallhive/contract'
import { absorb } from './absorb.ts'
import type { ProviderCharge } from './charge.ts'
import type { Movement, PaymentRecord } from './payment.ts'

const AT = new Date('2026-11-21T12:00:00Z')
const begun: PaymentRecord = {
  ...{ orderId: 'order', state: 'created', step: 'authorise', sequence: 0, updatedAt: AT },
  ...{ authorised: 0, captured: 0, refunded: 0, refunds: [], card: {} },
  terms: { amount: { amount: 500, currency: 'EUR' }, token: 'tok' },
}
const picture = (sequence: number, change: Partial<ProviderCharge>): ProviderCharge => ({
  ...{ id: 'charge', sequence, state: 'authorised', amount: { amount: 500, currency: 'EUR' } },
  ...{ captured: 0, refunds: [], card: { brand: 'Visa', last4: '4242' } },
  ...change,
})
const life = [
  picture(1, { state: 'requires-action', actionUrl: 'http://bank.example/1' }),
  picture(2, {}),
  picture(3, { state: 'captured', captured: 500 }),
  picture(4, { state: 'captured', captured: 500, refunds: [{ key: 'refund', amount: 200 }] }),
]

function inOrder(pictures: readonly ProviderCharge[]) {
  let payment = begun
  const movements: Movement[] = []
  const events: EventMessage[] = []
  for (const charge of pictures) {
    const heard = absorb(payment, charge, AT)
    payment = heard.payment
    movements.push(...heard.movements)
    events.push(...heard.events)
  }
  return {
    payment,
    movements: movements.map(({ kind, amount }) => `${kind} ${amount}`),
    events: events.map(({ name }) => name),
  }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))
}

it('comes to the same payment, movements and events whatever the order of the pictures, each of them twice', () => {
  for (const order of permutations(life)) {
    const { payment, movements, events } = inOrder([...order, ...order])
    assert.deepEqual(payment, {
      ...{ orderId: 'order', state: 'captured', sequence: 4, updatedAt: AT, providerId: 'charge' },
      ...{ authorised: 500, captured: 500, refunded: 200, card: { brand: 'Visa', last4: '4242' } },
      refunds: [{ id: 'refund', amount: 200, state: 'done' }],
      terms: { amount: { amount: 500, currency: 'EUR' }, token: 'tok' },
    })
    assert.deepEqual(movements, ['authorise 500', 'capture 500', 'refund 200'])
    assert.deepEqual(events, ['payment.authorized', 'payment.captured', 'payment.refunded'])
  }
})

it('keeps the wish to void while the charge is still held, and drops it when the capture was first', () => {
  const voiding: PaymentRecord = { ...begun, step: 'void' }
  assert.equal(absorb(voiding, life[1]!, AT).payment.step, 'void')
  assert.equal(absorb(voiding, life[2]!, AT).payment.step, undefined)
})

it('goes no further with a charge of another amount than was asked for', () => {
  const other = picture(1, { amount: { amount: 501, currency: 'EUR' } })
  assert.throws(() => absorb(begun, other, AT), /the provider's charge of order order is of another amount/)
})
