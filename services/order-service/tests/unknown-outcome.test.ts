import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { openShop } from './open-shop.ts'

describe('an answer that gets lost', () => {
  it('of any step is asked for again, and the order ends paid once', async (t) => {
    const shop = await openShop(t)
    const shopper = await shop.as(shop.shopper)
    const calls = [
      ['product', 'reserve'],
      ['payment', 'authorise'],
      ['payment', 'capture'],
      ['product', 'commitReservation'],
    ] as const
    for (const [neighbour, operation] of calls) {
      const { variantId } = shop.product.add({ onHand: 1 })
      shop[neighbour].fail(operation, 'after')
      const answer = await shopper.placeOrder({ body: shop.bodyFor(variantId), idempotencyKey: newId() })
      // A confirmed order is one, even while its money or its stock takes a second try.
      assert(answer.status === 201 || answer.status === 202)
      await shop.becomes(answer.body.id, 'committed')
      assert.deepEqual(shop.payment.movementsOf(answer.body.id), ['authorise', 'capture'], operation)
      assert.deepEqual(shop.product.stock(variantId), { onHand: 0, reserved: 0 }, operation)
    }
  })

  it('of an authorisation for a quarter of an hour ends without a charge, and the stock is free', async (t) => {
    const shop = await openShop(t)
    const { variantId } = shop.product.add({ onHand: 1 })
    const shopper = await shop.as(shop.shopper)
    shop.payment.fail('authorise', 'after', 1_000)
    const answer = await shopper.placeOrder({ body: shop.bodyFor(variantId), idempotencyKey: newId() })
    assert.equal(answer.status, 202)
    shop.advance(16)
    await shop.becomes(answer.body.id, 'failed')
    assert.deepEqual(shop.payment.movementsOf(answer.body.id), ['authorise', 'void'])
    assert.deepEqual(shop.product.stock(variantId), { onHand: 1, reserved: 0 })
  })
})

describe('a walk that breaks off after the money was held, before that is stored', () => {
  it('is found later as if it had only been placed, and nothing is charged or held', async (t) => {
    const shop = await openShop(t)
    const { variantId } = shop.product.add({ onHand: 1 })
    const shopper = await shop.as(shop.shopper)
    const hang = shop.payment.hang('authorise', 'after')
    const placing = shopper.placeOrder({ body: shop.bodyFor(variantId), idempotencyKey: newId() })
    await hang.reached
    const [row] = await shop.rows('select id, saga from shop_order')
    const orderId = String(row?.['id'])
    assert.equal(row?.['saga'], 'placed')

    shop.advance(16)
    await shop.becomes(orderId, 'failed')
    // The first walk gets its answer after all, and must not go on with it.
    hang.release()
    assert.equal((await placing).status, 409)
    await shop.stop()
    assert.deepEqual(shop.payment.movementsOf(orderId), ['authorise', 'void'])
    assert.deepEqual(shop.product.stock(variantId), { onHand: 1, reserved: 0 })
    assert.deepEqual(await shop.rows('select saga, payment_status, number from shop_order'), [
      { saga: 'failed', payment_status: 'voided', number: null },
    ])
  })
})

describe('money and stock of a confirmed order', () => {
  it('are taken at the same time: neither waits for the other', async (t) => {
    const shop = await openShop(t)
    const shopper = await shop.as(shop.shopper)
    const [lamp, mug] = [shop.product.add({ onHand: 1 }), shop.product.add({ onHand: 1 })]
    const place = ({ variantId }: { variantId: string }) =>
      shopper.placeOrder({ body: shop.bodyFor(variantId), idempotencyKey: newId() })

    const capture = shop.payment.hang('capture', 'before')
    const first = place(lamp)
    await capture.reached
    await shop.until(async () => shop.product.stock(lamp.variantId).onHand === 0)
    capture.release()

    const commit = shop.product.hang('commitReservation', 'before')
    const second = place(mug)
    await commit.reached
    await shop.until(async () => shop.payment.ledger.filter(({ kind }) => kind === 'capture').length === 2)
    commit.release()
    assert.deepEqual([(await first).status, (await second).status], [201, 201])
  })
})

describe('a capture that is refused for good', () => {
  it('puts the order on hold and tells the merchant, never silently; a person may try again or cancel', async (t) => {
    const shop = await openShop(t)
    const [shopper, admin] = [await shop.as(shop.shopper), await shop.as(shop.admin)]
    const place = async () => {
      const { variantId } = shop.product.add({ onHand: 1 })
      const body = shop.bodyFor(variantId, { token: 'uncapturable' })
      const answer = await shopper.placeOrder({ body, idempotencyKey: newId() })
      assert(answer.status === 201)
      const { state, paymentStatus, onHold, timeline } = answer.body
      assert.deepEqual(
        { state, paymentStatus, onHold, told: timeline.map(({ what }) => what) },
        { state: 'confirmed', paymentStatus: 'authorised', onHold: true, told: ['placed', 'confirmed'] },
      )
      return { orderId: answer.body.id, variantId }
    }
    const [first, second] = [await place(), await place()]
    assert.deepEqual(await shop.eventsOf(first.orderId), ['order.placed.v1', 'order.confirmed.v1', 'order.on-hold.v1'])

    shop.payment.allowCapture(first.orderId)
    const resumed = await admin.resumeOrder({ params: { orderId: first.orderId } })
    assert(resumed.status === 200)
    assert.deepEqual([resumed.body.paymentStatus, resumed.body.onHold], ['captured', false])

    const params = { orderId: second.orderId }
    const cancelled = await admin.cancelOrder({ params, body: {}, idempotencyKey: newId() })
    assert(cancelled.status === 200)
    assert.deepEqual([cancelled.body.paymentStatus, cancelled.body.onHold], ['voided', false])
    assert.deepEqual(shop.payment.movementsOf(second.orderId), ['authorise', 'void'])
    assert.deepEqual(shop.product.stock(second.variantId), { onHand: 1, reserved: 0 })
  })

  it('while the stock gives no answer puts the order on hold only when its things are taken: a reservation would lapse', async (t) => {
    const shop = await openShop(t)
    const shopper = await shop.as(shop.shopper)
    const { variantId } = shop.product.add({ onHand: 1 })
    shop.product.fail('commitReservation', 'before')
    const body = shop.bodyFor(variantId, { token: 'uncapturable' })
    const answer = await shopper.placeOrder({ body, idempotencyKey: newId() })
    assert(answer.status === 201)
    await shop.until(async () => (await shop.rows('select on_hold from shop_order'))[0]?.['on_hold'] === true)
    assert.deepEqual(shop.product.stock(variantId), { onHand: 0, reserved: 0 })
  })
})

describe('a hold on stock that lapsed before the order was paid', () => {
  it('is taken again when there is enough', async (t) => {
    const { shop, variantId, orderId } = await paidTooLate(t, 1)
    await shop.becomes(orderId, 'committed')
    assert.deepEqual(shop.product.stock(variantId), { onHand: 0, reserved: 0 })
  })

  it('gives the money back and says so when the things are gone', async (t) => {
    const { shop, orderId, shopper } = await paidTooLate(t, 0)
    await shop.becomes(orderId, 'cancelled')
    const found = await shopper.getOrder({ params: { orderId } })
    assert(found.status === 200)
    assert.deepEqual([found.body.state, found.body.paymentStatus], ['cancelled', 'refunded'])
    assert.deepEqual(
      found.body.timeline.map(({ what, note }) => [what, note]),
      [
        ['placed', undefined],
        ['confirmed', undefined],
        ['captured', 'Visa ending 4242'],
        ['cancelled', 'It sold out before it was packed. The money goes back.'],
        ['refunded', undefined],
      ],
    )
    assert.deepEqual(shop.payment.movementsOf(orderId), ['authorise', 'capture', 'refund'])
  })

  /** The commit fails until the hold has run out; then so much is left. */
  async function paidTooLate(t: Parameters<typeof openShop>[0], left: number) {
    const shop = await openShop(t)
    const { variantId } = shop.product.add({ onHand: 1 })
    const shopper = await shop.as(shop.shopper)
    // Once beside the capture and once as a step of its own, three times each.
    shop.product.fail('commitReservation', 'before', 6)
    const answer = await shopper.placeOrder({ body: shop.bodyFor(variantId), idempotencyKey: newId() })
    assert(answer.status === 201)
    shop.product.good(variantId).onHand = left
    shop.advance(20)
    return { shop, variantId, shopper, orderId: answer.body.id }
  }
})
