import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { bothParties, total, until, WEBHOOK_SECRET, type BothParties } from './both-parties.ts'

const RETURN_URL = 'http://shop.example/checkout/thanks?order=1'

/** Begins a payment that the bank wants approved, and answers where. */
async function atTheBank({ payments, token }: BothParties, orderId: string): Promise<string> {
  const body = { orderId, amount: total, token: await token('asksForSecondStep'), returnUrl: RETURN_URL }
  const answer = await payments.authorise({ body })
  assert(answer.status === 200)
  assert.equal(answer.body.state, 'requires-action')
  return new URL(answer.body.nextAction!.url).pathname
}

const press = (parties: BothParties, path: string, button: 'approve' | 'decline') =>
  fetch(`${parties.mall.addresses.get('sandbox-provider')}${path}/${button}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    redirect: 'manual',
  })

/** What the sandbox would tell of the charge as it stands, signed with a secret at a time. */
async function tell(
  parties: BothParties,
  orderId: string,
  { secret = WEBHOOK_SECRET, ageSeconds = 0, id = newId() } = {},
) {
  const charge = await parties.bank.getCharge({ params: { key: orderId } })
  assert(charge.status === 200)
  const { sequence } = charge.body
  const body = JSON.stringify({
    id,
    type: 'charge.changed',
    sequence,
    occurredAt: new Date().toISOString(),
    charge: charge.body,
  })
  const time = Math.floor(Date.now() / 1000) - ageSeconds
  const signature = `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
  return post(parties, body, signature)
}

async function post({ paymentsUrl }: BothParties, body: string, signature: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'sandbox-signature': signature }
  const response = await fetch(`${paymentsUrl}/v1/webhooks/sandbox`, { method: 'POST', headers, body })
  await response.arrayBuffer()
  return response.status
}

for (const mischief of ['none', 'late', 'twice', 'reordered']) {
  it(`hears of a second step by webhook alone (mischief: ${mischief})`, async (t) => {
    const env = { WEBHOOK_MISCHIEF: mischief, WEBHOOK_LATE_MS: '700', REQUEST_TIMEOUT_MS: '10000' }
    const parties = await bothParties(t, { withWebhooks: true, env })
    const orderId = newId()
    const page = await atTheBank(parties, orderId)
    const answered = await press(parties, page, 'approve')
    assert.deepEqual([answered.status, answered.headers.get('location')], [303, RETURN_URL])
    await until(() => parties.said(orderId).length > 0)
    await parties.payments.capture({ params: { orderId } })
    await parties.payments.refund({ params: { orderId }, body: { refundId: newId(), amount: total } })
    await until(() => parties.said(orderId).length === 3)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    assert.deepEqual(parties.said(orderId), ['payment.authorized', 'payment.captured', 'payment.refunded'])
    assert.deepEqual(await parties.ledger(orderId), ['authorise 124900', 'capture 124900', 'refund 124900'])
  })
}

it('fails the payment when the shopper says no, and pressing back and yes changes nothing', async (t) => {
  const parties = await bothParties(t, { withWebhooks: true })
  const orderId = newId()
  const page = await atTheBank(parties, orderId)
  await press(parties, page, 'decline')
  await until(() => parties.said(orderId).length > 0)
  assert.equal((await press(parties, page, 'approve')).status, 303)
  const answer = await parties.payments.getPayment({ params: { orderId } })
  assert(answer.status === 200)
  assert.deepEqual(answer.body.failure, { code: 'second_step_refused', detail: 'The payment was not approved' })
  assert.deepEqual(parties.said(orderId), ['payment.failed'])
  assert.deepEqual(await parties.ledger(orderId), [])
})

it('gives up a second step that nobody answers in time', async (t) => {
  let now = Date.now()
  const parties = await bothParties(t, { clock: () => new Date(now), env: { SECOND_STEP_MINUTES: '10' } })
  const orderId = newId()
  const page = await atTheBank(parties, orderId)
  now += 10 * 60_000
  await press(parties, page, 'approve')
  const answer = await parties.payments.getPayment({ params: { orderId } })
  assert(answer.status === 200)
  assert.equal(answer.body.state, 'expired')
  assert.deepEqual(answer.body.failure, { code: 'expired', detail: 'The payment was not approved in time' })
  assert.deepEqual(await parties.ledger(orderId), [])
})

it('makes one authorisation of fifty returns, repeats and webhooks at once', async (t) => {
  const parties = await bothParties(t)
  const orderId = newId()
  const body = { orderId, amount: total, token: await parties.token('asksForSecondStep'), returnUrl: RETURN_URL }
  const begun = await parties.payments.authorise({ body })
  assert(begun.status === 200)
  const page = new URL(begun.body.nextAction!.url).pathname
  const statuses = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      if (index % 5 === 0) {
        const { status } = await press(parties, page, 'approve')
        // The provider tells of a change when it has happened; whatever else asks may have come before it.
        await tell(parties, orderId)
        return status
      }
      if (index % 5 === 1) return tell(parties, orderId)
      if (index % 5 === 2) return (await parties.payments.authorise({ body })).status
      if (index % 5 === 3) return tell(parties, orderId, { id: '0190a6a0-0000-7000-8000-000000000007' })
      return (await parties.payments.getPayment({ params: { orderId } })).status
    }),
  )
  assert.deepEqual([...new Set(statuses)].sort(), [200, 204, 303])
  await until(() => parties.said(orderId).length > 0)
  await new Promise((resolve) => setTimeout(resolve, 500))
  assert.deepEqual(parties.said(orderId), ['payment.authorized'])
  assert.deepEqual(await parties.ledger(orderId), ['authorise 124900'])
})

it('believes no webhook that is not signed, changed, old, too large or not one at all', async (t) => {
  const parties = await bothParties(t)
  const orderId = newId()
  const page = await atTheBank(parties, orderId)
  await press(parties, page, 'approve')
  assert.equal(await tell(parties, orderId, { secret: 'another secret than theirs' }), 401)
  assert.equal(await tell(parties, orderId, { ageSeconds: 301 }), 401)
  assert.equal(await tell(parties, orderId, { ageSeconds: -310 }), 401)
  assert.equal(await post(parties, '{}', 'nonsense'), 401)
  assert.equal(await post(parties, '{}', `t=1,v1=${'0'.repeat(64)}`), 401)
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.deepEqual(parties.said(orderId), [])
  assert.equal(await tell(parties, orderId, { ageSeconds: 290 }), 204)
  await until(() => parties.said(orderId).length === 1)
})

it('shows the second step as a page without scripts that leads back to nothing but the shop', async (t) => {
  const parties = await bothParties(t)
  const path = await atTheBank(parties, newId())
  const base = parties.mall.addresses.get('sandbox-provider')!
  const response = await fetch(`${base}${path}`)
  const html = await response.text()
  assert.match(html, /<h1>Is this you\?<\/h1>/)
  assert.match(html, /<dd>€1,249\.00<\/dd>/)
  assert.deepEqual(
    [...html.matchAll(/action="([^"]*)"/g)].map(([, action]) => action),
    [`${path}/approve`, `${path}/decline`],
  )
  assert.equal(html.includes('<script'), false)
  assert.match(response.headers.get('content-security-policy')!, /form-action 'self' http:\/\/shop\.example;/)
  const script = await parties.payments.authorise({
    body: { orderId: newId(), amount: total, token: 'tok', returnUrl: 'javascript:alert(1)' },
  })
  assert.equal(script.status, 400)
  assert.equal((await fetch(`${base}/second-step/${newId()}`)).status, 404)
})
