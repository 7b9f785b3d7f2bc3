import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { openShop } from './open-shop.ts'

describe('a crowd', () => {
  it('of a hundred gets the one lamp that is left once, and ninety-nine clear answers', async (t) => {
    const shop = await openShop(t)
    const { variantId } = shop.product.add({ onHand: 1 })
    const people = await Promise.all(Array.from({ length: 100 }, () => shop.as({ id: newId() })))
    const answers = await Promise.all(
      people.map((shopper) => shopper.placeOrder({ body: shop.bodyFor(variantId), idempotencyKey: newId() })),
    )
    const count = (status: number) => answers.filter((answer) => answer.status === status).length
    assert.deepEqual([count(201), count(409)], [1, 99])
    const codes = new Set(answers.flatMap((answer) => (answer.status === 409 ? [shop.problem(answer).code] : [])))
    codes.delete('order.unavailable')
    codes.delete('order.sold_out')
    assert.deepEqual([...codes], [])
    assert.deepEqual(shop.product.stock(variantId), { onHand: 0, reserved: 0 })
    assert.equal(shop.payment.ledger.filter(({ kind }) => kind === 'capture').length, 1)
  })

  it('of two hundred, a third with bad cards, gets numbers without a gap, also from two processes', async (t) => {
    const shop = await openShop(t)
    const { variantId } = shop.product.add({ onHand: 1_000 })
    const people = [await shop.as(shop.shopper)]
    await shop.start()
    people.push(await shop.as(shop.shopper))
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, turn) => {
        const body = shop.bodyFor(variantId, { token: turn % 3 === 0 ? 'decline' : 'approve' })
        return people[turn % 2]!.placeOrder({ body, idempotencyKey: newId() })
      }),
    )
    const numbers = answers.flatMap((answer) => (answer.status === 201 ? [answer.body.number] : []))
    assert.deepEqual(
      numbers.toSorted(),
      Array.from({ length: 133 }, (_, index) => `HD-${1_001 + index}`),
    )
    assert.equal(answers.filter(({ status }) => status === 409).length, 67)
    assert.deepEqual(shop.product.stock(variantId), { onHand: 867, reserved: 0 })
  })

  it('of ten repeats of one request makes one order', async (t) => {
    const shop = await openShop(t)
    const { variantId } = shop.product.add({ onHand: 20 })
    const shopper = await shop.as(shop.shopper)
    const request = { body: shop.bodyFor(variantId), idempotencyKey: newId() }
    const answers = await Promise.all(Array.from({ length: 10 }, () => shopper.placeOrder(request)))
    const made = new Set(answers.flatMap((answer) => (answer.status === 201 ? [answer.body.id] : [])))
    assert.equal(made.size, 1)
    for (const answer of answers) {
      if (answer.status !== 201) assert.equal(shop.problem(answer).code, 'idempotency.running')
    }
    assert.deepEqual(shop.product.stock(variantId), { onHand: 19, reserved: 0 })
  })
})
