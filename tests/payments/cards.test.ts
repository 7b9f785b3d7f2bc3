import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import type { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { bothParties, total, until } from './both-parties.ts'

const QUICK = { SLOW_ANSWER_MS: '150', LOST_ANSWER_MS: '3000', PROVIDER_TIMEOUT_MS: '500' }

it('authorises, captures and refunds a card that approves, and the provider’s ledger says the same', async (t) => {
  const { payments, token, ledger, said } = await bothParties(t)
  const orderId = newId()
  const authorised = await payments.authorise({ body: { orderId, amount: total, token: await token('approves') } })
  assert.equal(authorised.status, 200)
  assert.deepEqual(
    { ...authorised.body, updatedAt: undefined },
    {
      orderId,
      state: 'authorised',
      amount: { amount: 124_900, currency: 'EUR' },
      captured: { amount: 0, currency: 'EUR' },
      refunded: { amount: 0, currency: 'EUR' },
      card: { brand: 'Visa', last4: '4242' },
      updatedAt: undefined,
    },
  )
  const captured = await payments.capture({ params: { orderId } })
  assert(captured.status === 200)
  assert.equal(captured.body.state, 'captured')
  const refund = { refundId: newId(), amount: { amount: 100, currency: 'EUR' } }
  const refunded = await payments.refund({ params: { orderId }, body: refund })
  assert(refunded.status === 200)
  assert.deepEqual(refunded.body.refunded, { amount: 100, currency: 'EUR' })

  assert.deepEqual(await ledger(orderId), ['authorise 124900', 'capture 124900', 'refund 100'])
  await until(() => said(orderId).length === 3)
  assert.deepEqual(said(orderId), ['payment.authorized', 'payment.captured', 'payment.refunded'])
})

it('does each step once, however often it is asked', async (t) => {
  const { payments, token, ledger } = await bothParties(t)
  const orderId = newId()
  const body = { orderId, amount: total, token: await token('approvesMastercard') }
  const refund = { refundId: newId(), amount: total }
  for (let time = 0; time < 3; time++) assert.equal((await payments.authorise({ body })).status, 200)
  for (let time = 0; time < 3; time++) assert.equal((await payments.capture({ params: { orderId } })).status, 200)
  for (let time = 0; time < 3; time++)
    assert.equal((await payments.refund({ params: { orderId }, body: refund })).status, 200)
  assert.deepEqual(await ledger(orderId), ['authorise 124900', 'capture 124900', 'refund 124900'])
})

const declined: [keyof typeof TEST_CARDS, { code: string; detail: string }][] = [
  ['declines', { code: 'card_declined', detail: 'The card was declined' }],
  ['declinesForFunds', { code: 'insufficient_funds', detail: 'The card has not enough funds' }],
]
for (const [card, failure] of declined) {
  it(`fails the payment of a card that ${card}, and says why`, async (t) => {
    const { payments, token, ledger, said } = await bothParties(t)
    const orderId = newId()
    const answer = await payments.authorise({ body: { orderId, amount: total, token: await token(card) } })
    assert(answer.status === 200)
    assert.equal(answer.body.state, 'failed')
    assert.deepEqual(answer.body.failure, failure)
    assert.equal((await payments.capture({ params: { orderId } })).status, 409)
    assert.equal((await payments.voidPayment({ params: { orderId } })).status, 200)
    assert.deepEqual(await ledger(orderId), [])
    await until(() => said(orderId).length === 1)
    assert.deepEqual(said(orderId), ['payment.failed'])
  })
}

it('fails the payment of a token that the provider does not know', async (t) => {
  const { payments, ledger } = await bothParties(t)
  const orderId = newId()
  const answer = await payments.authorise({ body: { orderId, amount: total, token: 'tok_made_up' } })
  assert(answer.status === 200)
  assert.deepEqual(answer.body.failure, { code: 'card.invalid', detail: 'The card is not known (any more)' })
  assert.deepEqual(await ledger(orderId), [])
})

it('waits for a card that answers slowly', async (t) => {
  const { payments, token, ledger } = await bothParties(t, { env: QUICK })
  const orderId = newId()
  const answer = await payments.authorise({ body: { orderId, amount: total, token: await token('answersSlowly') } })
  assert(answer.status === 200)
  assert.equal(answer.body.state, 'authorised')
  assert.deepEqual(await ledger(orderId), ['authorise 124900'])
})

it('asks what happened when a card charges and the answer gets lost', async (t) => {
  const { payments, token, ledger } = await bothParties(t, { env: QUICK })
  const orderId = newId()
  const body = { orderId, amount: total, token: await token('chargesThenTimesOut') }
  const answer = await payments.authorise({ body })
  assert(answer.status === 200)
  assert.equal(answer.body.state, 'authorised')
  assert.equal((await payments.voidPayment({ params: { orderId } })).status, 200)
  assert.deepEqual(await ledger(orderId), ['authorise 124900', 'void 124900'])
})

it('asks what happened when the answer to a capture gets lost', async (t) => {
  const { payments, token, ledger } = await bothParties(t, { env: QUICK })
  const orderId = newId()
  await payments.authorise({ body: { orderId, amount: total, token: await token('capturesThenTimesOut') } })
  const answer = await payments.capture({ params: { orderId } })
  assert(answer.status === 200)
  assert.equal(answer.body.state, 'captured')
  assert.deepEqual(await ledger(orderId), ['authorise 124900', 'capture 124900'])
})

it('says that a payment is not capturable when the provider refuses, and can still let it go', async (t) => {
  const { payments, token, ledger } = await bothParties(t)
  const orderId = newId()
  await payments.authorise({ body: { orderId, amount: total, token: await token('refusesCapture') } })
  const answer = await payments.capture({ params: { orderId } })
  assert.equal((answer.body as { code: string }).code, 'payment.not_capturable')
  assert.equal((await payments.voidPayment({ params: { orderId } })).status, 200)
  assert.deepEqual(await ledger(orderId), ['authorise 124900', 'void 124900'])
})

it('lets go a payment that never was, so that it can never be charged', async (t) => {
  const { payments, token, ledger } = await bothParties(t)
  const orderId = newId()
  assert.equal((await payments.voidPayment({ params: { orderId } })).status, 204)
  assert.equal((await payments.voidPayment({ params: { orderId } })).status, 204)
  assert.equal((await payments.getPayment({ params: { orderId } })).status, 404)
  const late = await payments.authorise({ body: { orderId, amount: total, token: await token('approves') } })
  assert(late.status === 200)
  assert.equal(late.body.state, 'voided')
  assert.deepEqual(await ledger(orderId), [])
})

it('refuses another amount or card for an order that has a payment', async (t) => {
  const { payments, token, ledger } = await bothParties(t)
  const orderId = newId()
  const body = { orderId, amount: total, token: await token('approves') }
  await payments.authorise({ body })
  const more = await payments.authorise({ body: { ...body, amount: { amount: 1, currency: 'EUR' } } })
  const other = await payments.authorise({ body: { ...body, token: await token('approves') } })
  assert.deepEqual(
    [more, other].map(({ status, body }) => [status, (body as { code: string }).code]),
    [
      [409, 'payment.other_amount'],
      [409, 'payment.other_amount'],
    ],
  )
  assert.deepEqual(await ledger(orderId), ['authorise 124900'])
})
