import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { openShop, type OpenShop } from './open-shop.ts'

/** An order whose card wants a second step. */
async function waiting(shop: OpenShop) {
  const { variantId } = shop.product.add({ onHand: 1 })
  const shopper = await shop.as(shop.shopper)
  const answer = await shopper.placeOrder({
    body: shop.bodyFor(variantId, { token: 'second-step' }),
    idempotencyKey: newId(),
  })
  assert.equal(answer.status, 202)
  const orderId = answer.body.id
  const read = async () => {
    const found = await shopper.getOrder({ params: { orderId } })
    assert(found.status === 200)
    return found.body
  }
  return { shopper, variantId, orderId, placed: answer.body, read }
}

describe('a payment that needs the shopper', () => {
  it('says where to go, and holds the stock meanwhile', async (t) => {
    const shop = await openShop(t)
    const { placed, orderId, variantId } = await waiting(shop)
    assert.deepEqual(
      [placed.state, placed.paymentStatus, placed.nextAction, placed.number],
      ['pending', 'requires-action', { url: `https://bank.example/${orderId}` }, undefined],
    )
    // Longer than the quarter of an hour that others get.
    shop.advance(59)
    const other = await shop.as({ id: newId() })
    const late = await other.placeOrder({ body: shop.bodyFor(variantId), idempotencyKey: newId() })
    assert.equal(shop.problem(late).code, 'order.unavailable')
  })

  it('goes on when the shopper is back and the bank has said yes', async (t) => {
    const shop = await openShop(t)
    const { shopper, orderId, variantId } = await waiting(shop)
    shop.payment.approveSilently(orderId)
    const resumed = await shopper.resumeOrder({ params: { orderId } })
    assert(resumed.status === 200)
    assert.deepEqual(
      [resumed.body.state, resumed.body.paymentStatus, resumed.body.nextAction],
      ['confirmed', 'captured', undefined],
    )
    assert.deepEqual(shop.payment.movementsOf(orderId), ['authorise', 'capture'])
    assert.deepEqual(shop.product.stock(variantId), { onHand: 0, reserved: 0 })
  })

  it('goes on by the payment’s word alone, when the shopper never comes back', async (t) => {
    const shop = await openShop(t)
    const { orderId, read } = await waiting(shop)
    await shop.payment.approve(orderId)
    await shop.becomes(orderId, 'committed')
    assert.equal((await read()).state, 'confirmed')
  })

  it('fails by the payment’s word, and frees the stock', async (t) => {
    const shop = await openShop(t)
    const { orderId, variantId, read } = await waiting(shop)
    await shop.payment.deny(orderId)
    await shop.becomes(orderId, 'failed')
    const { state, paymentStatus, failure } = await read()
    assert.deepEqual(
      { state, paymentStatus, failure },
      {
        state: 'failed',
        paymentStatus: 'failed',
        failure: { code: 'order.declined', detail: 'There is not enough money on the account.' },
      },
    )
    assert.deepEqual(shop.product.stock(variantId), { onHand: 1, reserved: 0 })
  })

  it('captures once when fifty returns and words come at the same time', async (t) => {
    const shop = await openShop(t)
    const { shopper, orderId } = await waiting(shop)
    await Promise.all([
      shop.payment.approve(orderId),
      ...Array.from({ length: 50 }, () => shopper.resumeOrder({ params: { orderId } })),
    ])
    await shop.becomes(orderId, 'committed')
    assert.deepEqual(shop.payment.movementsOf(orderId), ['authorise', 'capture'])
    assert.deepEqual(await shop.eventsOf(orderId), ['order.placed.v1', 'order.confirmed.v1'])
  })

  it('fails when the bank’s question has expired', async (t) => {
    const shop = await openShop(t)
    const { shopper, orderId, variantId } = await waiting(shop)
    shop.payment.expireSilently(orderId)
    const resumed = await shopper.resumeOrder({ params: { orderId } })
    assert(resumed.status === 200)
    assert.deepEqual(
      [resumed.body.state, resumed.body.paymentStatus, resumed.body.failure],
      ['failed', 'failed', { code: 'order.failed', detail: 'The payment was not completed in time.' }],
    )
    assert.deepEqual(shop.product.stock(variantId), { onHand: 1, reserved: 0 })
  })

  it('fails when nobody completes it within the hour: voided, released, and no longer payable', async (t) => {
    const shop = await openShop(t)
    const { orderId, variantId, read } = await waiting(shop)
    shop.advance(61)
    await shop.becomes(orderId, 'failed')
    const { state, paymentStatus, failure } = await read()
    assert.deepEqual(
      { state, paymentStatus, detail: failure?.detail },
      { state: 'failed', paymentStatus: 'voided', detail: 'The payment was not completed in time.' },
    )
    assert.deepEqual(shop.product.stock(variantId), { onHand: 1, reserved: 0 })
    assert.deepEqual(shop.payment.movementsOf(orderId), [])
  })
})
