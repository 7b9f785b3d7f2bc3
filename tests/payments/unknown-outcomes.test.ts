import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { paymentService } from '@mallhive/payment-service'
import { sandboxProvider } from '@mallhive/sandbox-provider'
import { bothParties, total, until, type BothParties } from './both-parties.ts'
import { Died, failingCalls, failingHandlers } from './faults.ts'

const refundId = newId()
type Step = 'createCharge' | 'captureCharge' | 'voidCharge' | 'refundCharge'
/** Takes a payment up to a step, then asks for it. */
const ask: Record<
  Step,
  (parties: BothParties, orderId: string, token: string) => Promise<{ status: number; body: unknown }>
> = {
  createCharge: ({ payments }, orderId, token) => payments.authorise({ body: { orderId, amount: total, token } }),
  captureCharge: ({ payments }, orderId) => payments.capture({ params: { orderId } }),
  voidCharge: ({ payments }, orderId) => payments.voidPayment({ params: { orderId } }),
  refundCharge: ({ payments }, orderId) =>
    payments.refund({ params: { orderId }, body: { refundId, amount: { amount: 900, currency: 'EUR' } } }),
}
const before: Record<Step, readonly Step[]> = {
  createCharge: [],
  captureCharge: ['createCharge'],
  voidCharge: ['createCharge'],
  refundCharge: ['createCharge', 'captureCharge'],
}
const ledgers: Record<Step, readonly string[]> = {
  createCharge: ['authorise 124900'],
  captureCharge: ['authorise 124900', 'capture 124900'],
  voidCharge: ['authorise 124900', 'void 124900'],
  refundCharge: ['authorise 124900', 'capture 124900', 'refund 900'],
}
const states: Record<Step, string> = {
  createCharge: 'authorised',
  captureCharge: 'captured',
  voidCharge: 'voided',
  refundCharge: 'captured',
}

for (const step of ['createCharge', 'captureCharge', 'voidCharge', 'refundCharge'] as const) {
  it(`asks what happened when the provider breaks after it did ${step}`, async (t) => {
    const sandbox = failingHandlers(sandboxProvider, async (operation, work) => {
      const answer = await work()
      if (operation === step) throw new Error('the answer gets lost')
      return answer
    })
    const parties = await bothParties(t, { sandbox })
    const orderId = newId()
    const token = await parties.token('approves')
    for (const one of before[step]) await ask[one](parties, orderId, token)
    const answer = await ask[step](parties, orderId, token)
    assert.equal(answer.status, 200)
    assert.equal((answer.body as { state: string }).state, states[step])
    assert.deepEqual(await parties.ledger(orderId), ledgers[step])
  })

  for (const moment of ['before', 'after'] as const) {
    it(`finishes ${step} by itself when the process dies ${moment} the provider did it`, async (t) => {
      let dying = false
      const payment = failingCalls(paymentService, 'sandbox', async (operation, work) => {
        if (dying && operation !== step) throw new Died()
        const answer = dying && moment === 'before' ? undefined : await work()
        if (dying) throw new Died()
        return answer
      })
      const dead = await bothParties(t, { payment, env: { RESOLVE_EVERY_MS: '600000' } })
      const orderId = newId()
      const token = await dead.token('approves')
      for (const one of before[step]) await ask[one](dead, orderId, token)
      dying = true
      assert.equal((await ask[step](dead, orderId, token)).status, 500)
      await dead.mall.stop()

      let now = Date.now()
      const alive = await bothParties(t, { databases: dead.databases, clock: () => new Date(now) })
      // The lease of the request that died with its process must run out first.
      now += 31_000
      await until(async () => (await alive.ledger(orderId)).length === ledgers[step].length)
      assert.deepEqual(await alive.ledger(orderId), ledgers[step])
      const seen = async () => {
        const { body } = await alive.payments.getPayment({ params: { orderId } })
        const { state, refunded } = body as { state: string; refunded: { amount: number } }
        return [state, refunded.amount]
      }
      await until(async () => (await seen())[0] === states[step])
      if (step === 'refundCharge') await until(async () => (await seen())[1] === 900)
      await until(() => alive.said(orderId).length > 0)
    })
  }
}

it('says that it is not known yet while the provider is away, and finds out when it is back', async (t) => {
  let isAway = true
  const sandbox = failingHandlers(sandboxProvider, async (operation, work) => {
    if (isAway && /Charge$/.test(operation)) throw new Error('away')
    return work()
  })
  const { payments, token, ledger, said } = await bothParties(t, { sandbox })
  const orderId = newId()
  const answer = await payments.authorise({ body: { orderId, amount: total, token: await token('approves') } })
  assert.equal(answer.status, 503)
  assert.equal((answer.body as { code: string }).code, 'payment.unresolved')
  const asked = await payments.getPayment({ params: { orderId } })
  assert.equal((asked.body as { state: string }).state, 'created')
  assert.deepEqual(await ledger(orderId), [])

  isAway = false
  await until(() => said(orderId).length === 1, 20_000)
  assert.deepEqual(said(orderId), ['payment.authorized'])
  assert.deepEqual(await ledger(orderId), ['authorise 124900'])
})

it('never charges an order that was let go while nobody knew whether it was charged', async (t) => {
  let lost = true
  const sandbox = failingHandlers(sandboxProvider, async (operation, work) => {
    if (lost && /Charge$/.test(operation)) throw new Error('away')
    return work()
  })
  const { payments, token, ledger, bank } = await bothParties(t, { sandbox })
  const orderId = newId()
  const body = { orderId, amount: total, token: await token('approves') }
  assert.equal((await payments.authorise({ body })).status, 503)
  assert.equal((await payments.voidPayment({ params: { orderId } })).status, 503)
  lost = false
  await until(async () => {
    const { body: payment } = await payments.getPayment({ params: { orderId } })
    return (payment as { state: string }).state === 'voided'
  }, 20_000)
  const again = await payments.authorise({ body })
  assert.equal((again.body as { state: string }).state, 'voided')
  assert.equal((await bank.getCharge({ params: { key: orderId } })).status, 404)
  assert.deepEqual(await ledger(orderId), [])
})
