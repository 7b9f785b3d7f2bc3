import assert from 'node:assert/strict'
import { it } from 'node:test'
import { logger, migrateService, openDatabase } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { freshDatabase } from '@mallhive/testkit'
import { webhookHandling } from './handle-webhooks.ts'
import { payments as paymentsOf } from './payments.ts'
import type { Outcome, PaymentProvider } from './provider/payment-provider.ts'
import { postgresPayments } from './store/postgres.ts'
import type { PaymentTables } from './store/tables.ts'
import { postgresWebhooks } from './store/webhooks.ts'

const START = new Date('2026-11-21T12:00:00Z')
const silent = async (): Promise<Outcome> => ({ kind: 'unknown', because: 'no answer' })
const provider: PaymentProvider = { authorise: silent, capture: silent, void: silent, refund: silent, find: silent }

const webhookOf = (orderId: string, amount: number) => {
  const sum = (minor: number) => ({ amount: minor, currency: 'EUR' })
  const charge = {
    ...{ id: newId(), key: orderId, state: 'authorised', amount: sum(amount), captured: sum(0), refunded: sum(0) },
    ...{ brand: 'Visa', last4: '4242', sequence: 1, refunds: [], createdAt: START.toISOString() },
  }
  const told = { id: newId(), type: 'charge.authorised', sequence: 1, occurredAt: START.toISOString(), charge }
  return { id: told.id, raw: JSON.stringify(told) }
}

it('handles those at once that can be, keeps a bad one for later, and nothing twice', async (t) => {
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const url = await freshDatabase(t, 'webhooks')
  const database = openDatabase<PaymentTables>(url, { service: 'payment-service', poolMax: 4, log })
  t.after(() => database.close())
  await migrateService(database.read, new URL('../migrations/', import.meta.url))
  let now = START
  const webhooks = postgresWebhooks(database)
  const store = postgresPayments(database)
  const payments = paymentsOf({ store, provider, clock: () => now, resolveSoon: () => undefined })
  const handling = webhookHandling(webhooks, payments, () => now)
  const [good, other, bad] = [newId(), newId(), newId()]
  for (const orderId of [good, other, bad])
    await payments.authorise(orderId, { amount: { amount: 500, currency: 'EUR' }, token: 'tok' })

  const come = [webhookOf(good, 500), webhookOf(bad, 501), webhookOf(other, 500), { id: newId(), raw: 'not JSON' }]
  const kept = await Promise.all([...come, come[0]!].map((webhook) => webhooks.keep(webhook, now)))
  assert.deepEqual(kept, [true, true, true, true, false])
  for (const webhook of come) handling.arrived(webhook)
  await assert.rejects(handling.handleAll(), /of another amount/)

  const outcomes = async () => {
    const rows = await database.read.selectFrom('webhook').select(['id', 'outcome', 'due_at']).execute()
    const byId = new Map(rows.map(({ id, outcome, due_at }) => [id, [outcome, due_at?.toISOString() ?? null]]))
    return come.map(({ id }) => byId.get(id))
  }
  assert.deepEqual(await outcomes(), [
    ['handled', null],
    [`TypeError: the provider's charge of order ${bad} is of another amount`, '2026-11-21T12:00:02.000Z'],
    ['handled', null],
    ['not understood', null],
  ])
  assert.deepEqual(
    (await Promise.all([good, bad, other].map((orderId) => payments.look(orderId)))).map((payment) => payment?.state),
    ['authorised', 'created', 'authorised'],
  )
  await handling.handleAll()
  now = new Date('2026-11-21T12:00:02Z')
  await assert.rejects(handling.handleAll(), /of another amount/)
})

it('finds what a process kept that died before it handled it', async (t) => {
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const url = await freshDatabase(t, 'webhooks')
  const database = openDatabase<PaymentTables>(url, { service: 'payment-service', poolMax: 4, log })
  t.after(() => database.close())
  await migrateService(database.read, new URL('../migrations/', import.meta.url))
  const webhooks = postgresWebhooks(database)
  const one = webhookOf(newId(), 500)
  await webhooks.keep(one, START)
  assert.deepEqual(await webhooks.claim(new Date('2026-11-21T12:00:29Z'), 5), [])
  assert.deepEqual(await webhooks.claim(new Date('2026-11-21T12:00:30Z'), 5), [one])
})
