import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import fc from 'fast-check'
import { bothParties, total } from './both-parties.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })

it('never gives back more than was captured, however many refunds come at once', async (t) => {
  const { payments, token, bank } = await bothParties(t)
  const card = await token('approves')
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10_000 }),
      fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 2, maxLength: 25 }),
      async (captured, amounts) => {
        const orderId = newId()
        await payments.authorise({ body: { orderId, amount: eur(captured), token: card } })
        await payments.capture({ params: { orderId } })
        const asked = amounts.flatMap((amount, index) => {
          const body = { refundId: newId(), amount: eur(amount) }
          return index % 3 === 0 ? [body, body] : [body]
        })
        const answers = await Promise.all(asked.map((body) => payments.refund({ params: { orderId }, body })))
        assert.deepEqual(
          [...new Set(answers.map(({ status }) => status))].filter((status) => ![200, 409].includes(status)),
          [],
        )

        const accepted = new Map<string, number>()
        for (const [index, { status }] of answers.entries())
          if (status === 200) accepted.set(asked[index]!.refundId, asked[index]!.amount.amount)
        const given = [...accepted.values()].reduce((sum, amount) => sum + amount, 0)
        const ledger = await bank.ledger({ query: { key: orderId, limit: 1_000 } })
        assert(ledger.status === 200)
        const moved = ledger.body.items.filter(({ kind }) => kind === 'refund')
        assert.equal(moved.length, accepted.size)
        assert.equal(
          moved.reduce((sum, { amount }) => sum + amount.amount, 0),
          given,
        )
        assert(given <= captured)
        const payment = await payments.getPayment({ params: { orderId } })
        assert(payment.status === 200)
        assert.equal(payment.body.refunded.amount, given)
        // Whatever was refused would really have been too much when it was asked.
        const refused = asked.filter((body, index) => answers[index]!.status === 409 && !accepted.has(body.refundId))
        for (const { amount } of refused) assert(given + amount.amount > captured)
      },
    ),
    { numRuns: 12 },
  )
})

it('does one of capture and void when both come many times at once', async (t) => {
  const { payments, token, bank, ledger } = await bothParties(t)
  const card = await token('approves')
  for (let round = 0; round < 5; round++) {
    const orderId = newId()
    await payments.authorise({ body: { orderId, amount: total, token: card } })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === round % 2
          ? payments.capture({ params: { orderId } })
          : payments.voidPayment({ params: { orderId } }),
      ),
    )
    assert.deepEqual(
      answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409),
      [],
    )
    const [, end, ...more] = await ledger(orderId)
    assert.deepEqual(more, [])
    const charge = await bank.getCharge({ params: { key: orderId } })
    const payment = await payments.getPayment({ params: { orderId } })
    assert(charge.status === 200 && payment.status === 200)
    assert.equal(charge.body.state, payment.body.state)
    assert.equal(end, payment.body.state === 'captured' ? 'capture 124900' : 'void 124900')
  }
})

it('never holds money for an order that is authorised and let go at once', async (t) => {
  const { payments, token, bank, ledger } = await bothParties(t)
  const card = await token('approves')
  for (let round = 0; round < 10; round++) {
    const orderId = newId()
    const body = { orderId, amount: total, token: card }
    const answers = await Promise.all([
      payments.authorise({ body }),
      payments.voidPayment({ params: { orderId } }),
      payments.authorise({ body }),
      payments.voidPayment({ params: { orderId } }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 204),
      [],
    )
    const charge = await bank.getCharge({ params: { key: orderId } })
    assert(charge.status === 404 || (charge.status === 200 && charge.body.state === 'voided'))
    const moved = await ledger(orderId)
    assert(moved.length === 0 || moved.join() === 'authorise 124900,void 124900')
  }
})
