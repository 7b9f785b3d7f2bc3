import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { logger, migrateService, openDatabase } from '@mallhive/chassis'
import { fail, newId, ok } from '@mallhive/kernel'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { absorb } from '../domain/absorb.ts'
import type { ProviderCharge } from '../domain/charge.ts'
import { intendAuthorise, intendCapture, intendRefund, intendVoid } from '../domain/intend.ts'
import type { PaymentStore } from './payments.ts'
import { postgresPayments } from './postgres.ts'
import type { PaymentTables } from './tables.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const terms = { amount: { amount: 500, currency: 'EUR' }, token: 'tok' }
const picture = (sequence: number, change: Partial<ProviderCharge> = {}): ProviderCharge => ({
  ...{ id: 'charge', sequence, state: 'authorised', amount: terms.amount, captured: 0, refunds: [] },
  card: { brand: 'Visa', last4: '4242' },
  ...change,
})

/** Two processes at one database: each remembers only what it wrote itself. */
async function twoProcesses(t: TestContext) {
  const url = await freshDatabase(t, 'payments')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const open = () => {
    const database = openDatabase<PaymentTables>(url, { service: 'payment-service', poolMax: 4, log })
    t.after(() => database.close())
    return { database, store: postgresPayments(database) }
  }
  const one = open()
  await migrateService(one.database.read, new URL('../../migrations/', import.meta.url))
  const { read } = one.database
  const moved = async (orderId: string) => {
    const rows = await read.selectFrom('movement').selectAll().where('order_id', '=', orderId).orderBy('at').execute()
    return rows.map(({ kind, amount }) => `${kind} ${amount}`)
  }
  const stated = async (orderId: string) => {
    const { rows } = await sql<{ name: string }>`
      select envelope ->> 'type' as name from outbox where envelope ->> 'subject' = ${orderId} order by seq`.execute(
      read,
    )
    return rows.map(({ name }) => name.replace(/^.*(payment\.\w+).*$/, '$1'))
  }
  return { here: one.store, there: open().store, moved, stated }
}

const begin = (store: PaymentStore, orderId: string) =>
  store.change(orderId, NOW, (present) => {
    const intent = intendAuthorise(present, orderId, terms, NOW)
    return intent.ok ? ok({ payment: intent.value }) : intent
  })
const told = (store: PaymentStore, orderId: string, charge: ProviderCharge) =>
  store.change(orderId, NOW, (present) => (present ? ok(absorb(present, charge, NOW)) : fail('unknown')))

it('keeps a payment as it was decided, and remembers it as it would be read', async (t) => {
  const { here } = await twoProcesses(t)
  const orderId = newId()
  const begun = await begin(here, orderId)
  assert(begun.ok)
  assert.deepEqual(await here.find(orderId), begun.value)
  const heard = await told(here, orderId, picture(1))
  assert(heard.ok)
  assert.deepEqual(await here.find(orderId), heard.value)
  assert.equal(heard.value.state, 'authorised')
})

it('decides one after the other when two steps of a payment come at once, wherever they come', async (t) => {
  const { here, there, moved } = await twoProcesses(t)
  for (let round = 0; round < 10; round++) {
    const orderId = newId()
    await Promise.all([begin(here, orderId), begin(there, orderId), begin(here, orderId)])
    await told(round % 2 === 0 ? here : there, orderId, picture(1))
    const step = (store: PaymentStore, kind: 'capture' | 'void') =>
      store.change(orderId, NOW, (present) => {
        const intent = kind === 'capture' ? intendCapture(present) : intendVoid(present, orderId, NOW)
        return intent.ok ? ok({ payment: intent.value }) : intent
      })
    const outcomes = await Promise.all([step(here, 'capture'), step(there, 'void'), step(here, 'void')])
    // A void overtakes a capture that is under way, never the other way round.
    assert.equal(outcomes[1].ok && outcomes[2].ok, true)
    assert.equal((await here.find(orderId))?.step, 'void')
    assert.deepEqual(await moved(orderId), ['authorise 500'])
  }
})

it('takes over an answer and its webhook once when they come at the same time', async (t) => {
  const { here, there, moved, stated } = await twoProcesses(t)
  const orders = Array.from({ length: 12 }, () => newId())
  await Promise.all(orders.map((orderId) => begin(here, orderId)))
  const captured = picture(2, { state: 'captured', captured: 500 })
  await Promise.all(
    orders.flatMap((orderId) => [
      told(here, orderId, picture(1)),
      told(there, orderId, picture(1)),
      told(here, orderId, captured),
      told(there, orderId, captured),
    ]),
  )
  for (const orderId of orders) {
    assert.equal((await there.find(orderId))?.state, 'captured')
    assert.deepEqual((await moved(orderId)).sort(), ['authorise 500', 'capture 500'])
    assert.deepEqual(await stated(orderId), ['payment.authorized', 'payment.captured'])
  }
})

it('fails only the one that the database refuses, of many changes at once', async (t) => {
  const { here } = await twoProcesses(t)
  const orders = Array.from({ length: 5 }, () => newId())
  const bad = orders[2]!
  const outcomes = await Promise.allSettled(
    orders.map((orderId) =>
      here.change(orderId, NOW, () => {
        const intent = intendAuthorise(undefined, orderId, terms, NOW)
        assert(intent.ok)
        return ok({ payment: orderId === bad ? { ...intent.value, captured: 501 } : intent.value })
      }),
    ),
  )
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  )
  assert.deepEqual(
    (await Promise.all(orders.map((orderId) => here.find(orderId)))).map((found) => found?.state),
    ['created', 'created', undefined, 'created', 'created'],
  )
})

it('promises no more than was captured to refunds that come at once to two processes', async (t) => {
  const { here, there } = await twoProcesses(t)
  const orderId = newId()
  await begin(here, orderId)
  await told(here, orderId, picture(2, { state: 'captured', captured: 500 }))
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      (index % 2 === 0 ? here : there).change(orderId, NOW, (present) => {
        const intent = intendRefund(present, newId(), { amount: 200, currency: 'EUR' })
        return intent.ok ? ok({ payment: intent.value }) : intent
      }),
    ),
  )
  assert.equal(outcomes.filter((outcome) => outcome.ok).length, 2)
  assert.deepEqual(
    (await there.find(orderId))?.refunds.map(({ amount, state }) => `${state} ${amount}`),
    ['asked 200', 'asked 200'],
  )
})
