import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { watchStatements, type Statements } from '@mallhive/testkit'
import { bothParties, total } from './both-parties.ts'

/** The services' own tables: what the chassis does behind a reply, such as moving events to the bus, is not counted. */
const OWN_TABLES = /\b(payment|charge|taken_key|card_token|webhook|delivery|refund|movement)\b/
/** Repeated work: looking for what waits, and for what is old. */
const REPEATED = /skip locked|^delete from|expires_at" <=/

/** Counts what is said to the databases while `work` runs, by service. */
async function statements({ during }: Statements, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { text, service } of await during(work)) {
    const isAsked = OWN_TABLES.test(text) && !REPEATED.test(text)
    if (isAsked || /^(begin|commit)/i.test(text)) counts[service] = (counts[service] ?? 0) + 1
  }
  return counts
}

it('takes two statements to authorise and two to capture, and one at the provider for each', async (t) => {
  const watched = watchStatements(t)
  const { payments, token } = await bothParties(t, { env: { RESOLVE_EVERY_MS: '600000' } })
  const orderId = newId()
  const body = { orderId, amount: total, token: await token('approves') }
  assert.deepEqual(await statements(watched, () => payments.authorise({ body })), {
    'payment-service': 2,
    'sandbox-provider': 1,
  })
  assert.deepEqual(await statements(watched, () => payments.capture({ params: { orderId } })), {
    'payment-service': 2,
    'sandbox-provider': 1,
  })
})

it('takes no more statements for many orders at once than for a few', async (t) => {
  const watched = watchStatements(t)
  const { payments, token } = await bothParties(t, { env: { RESOLVE_EVERY_MS: '600000' } })
  const card = await token('approves')
  const orders = Array.from({ length: 40 }, () => newId())
  const counts = await statements(watched, () =>
    Promise.all(orders.map((orderId) => payments.authorise({ body: { orderId, amount: total, token: card } }))),
  )
  for (const [service, count] of Object.entries(counts)) assert(count <= 20, `${service}: ${count} for 40 orders`)
  for (const orderId of orders) assert.equal((await payments.capture({ params: { orderId } })).status, 200)
})
