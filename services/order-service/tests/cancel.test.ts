import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { openShop, type OpenShop } from './open-shop.ts'

async function paid(shop: OpenShop) {
  const { variantId } = shop.product.add({ onHand: 5 })
  const shopper = await shop.as(shop.shopper)
  const answer = await shopper.placeOrder({ body: shop.bodyFor(variantId, { quantity: 2 }), idempotencyKey: newId() })
  assert(answer.status === 201)
  return { shopper, variantId, orderId: answer.body.id, until: answer.body.cancellableUntil }
}
const REFUNDED = ['authorise', 'capture', 'refund']

describe('cancelling an order', () => {
  it('gives the money and the stock back, and keeps the number', async (t) => {
    const shop = await openShop(t)
    const { shopper, orderId, variantId } = await paid(shop)
    const body = { reason: 'Wrong colour' }
    const answer = await shopper.cancelOrder({ params: { orderId }, body, idempotencyKey: newId() })
    assert(answer.status === 200)
    const { state, paymentStatus, number, timeline, cancellableUntil } = answer.body
    assert.deepEqual(
      { state, paymentStatus, number, cancellableUntil },
      { state: 'cancelled', paymentStatus: 'refunded', number: 'HD-1001', cancellableUntil: undefined },
    )
    assert.deepEqual(timeline.map(({ what, by, note }) => [what, by === shop.shopper.id ? 'me' : by, note]).slice(-2), [
      ['cancelled', 'me', 'Wrong colour'],
      ['refunded', 'shop', undefined],
    ])
    assert.deepEqual(shop.payment.movementsOf(orderId), REFUNDED)
    assert.deepEqual(shop.product.stock(variantId), { onHand: 5, reserved: 0 })
    assert.deepEqual(await shop.eventsOf(orderId), [
      'order.placed.v1',
      'order.confirmed.v1',
      'order.cancelled.v1',
      'order.refunded.v1',
    ])
  })

  it('twenty times in parallel has one effect', async (t) => {
    const shop = await openShop(t)
    const { shopper, orderId, variantId } = await paid(shop)
    const admin = await shop.as(shop.admin)
    const cancel = (turn: number) =>
      (turn % 2 ? admin : shopper).cancelOrder({ params: { orderId }, body: {}, idempotencyKey: newId() })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, turn) => cancel(turn)))
    assert.deepEqual(
      answers.map((answer) => (answer.status === 200 ? answer.body.state : answer.status)),
      Array.from({ length: 20 }, () => 'cancelled'),
    )
    await shop.becomes(orderId, 'cancelled')
    assert.deepEqual(shop.payment.movementsOf(orderId), REFUNDED)
    assert.deepEqual(shop.product.stock(variantId), { onHand: 5, reserved: 0 })
    const events = await shop.eventsOf(orderId)
    assert.deepEqual(
      events.filter((type) => /cancelled|refunded/.test(type)),
      ['order.cancelled.v1', 'order.refunded.v1'],
    )
  })

  it('is the shopper’s for 30 minutes, and the merchant’s until it is shipped', async (t) => {
    const shop = await openShop(t)
    const [{ shopper, orderId, until }, shipped] = [await paid(shop), await paid(shop)]
    const admin = await shop.as(shop.admin)
    const ask = (who: typeof admin, id: string) =>
      who.cancelOrder({ params: { orderId: id }, body: {}, idempotencyKey: newId() })
    assert(until !== undefined)
    const minutes = (Date.parse(until) - shop.clock().getTime()) / 60_000
    assert(minutes > 29 && minutes <= 30)

    shop.advance(31)
    assert.deepEqual(shop.problem(await ask(shopper, orderId)), {
      status: 409,
      code: 'order.not_cancellable',
      detail: 'It can be cancelled for 30 minutes after it was confirmed. Write to us, we may still stop it.',
      details: undefined,
    })
    assert.equal((await ask(admin, orderId)).status, 200)

    await shop.rows(`update shop_order set fulfilment_status = 'shipped' where id = '${shipped.orderId}'`)
    assert.equal(shop.problem(await ask(admin, shipped.orderId)).code, 'order.not_cancellable')
  })

  it('while the money is being taken gives it back all the same', async (t) => {
    const shop = await openShop(t, { PLACE_PATIENCE_MS: '50' })
    const shopper = await shop.as(shop.shopper)
    const cases: { orderId: string; variantId: string; movements: string[] }[] = []
    for (const moment of ['before', 'after'] as const) {
      const { variantId } = shop.product.add({ onHand: 1 })
      const hang = shop.payment.hang('capture', moment)
      const placing = shopper.placeOrder({ body: shop.bodyFor(variantId), idempotencyKey: newId() })
      await hang.reached
      const placed = await placing
      assert(placed.status === 201)
      const orderId = placed.body.id
      const cancelled = await shopper.cancelOrder({ params: { orderId }, body: {}, idempotencyKey: newId() })
      assert.equal(cancelled.status, 200)
      await shop.becomes(orderId, 'cancelled')
      hang.release()
      const movements = moment === 'before' ? ['authorise', 'void'] : ['authorise', 'capture', 'refund']
      cases.push({ orderId, variantId, movements })
    }
    // The first walk of each order gets its late answer, and must not go on with it.
    await shop.stop()
    for (const { orderId, variantId, movements } of cases) {
      assert.deepEqual(await shop.rows(`select state, saga from shop_order where id = '${orderId}'`), [
        { state: 'cancelled', saga: 'cancelled' },
      ])
      assert.deepEqual(shop.payment.movementsOf(orderId), movements)
      assert.deepEqual(shop.product.stock(variantId), { onHand: 1, reserved: 0 })
    }
  })
})
