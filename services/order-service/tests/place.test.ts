import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { openShop } from './open-shop.ts'

describe('placing an order', () => {
  it('reserves, authorises, confirms, captures and commits before the reply leaves', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add({ onHand: 3 })
    const shopper = await shop.as(shop.shopper)

    const answer = await shopper.placeOrder({ body: shop.bodyFor(lamp.variantId), idempotencyKey: newId() })

    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    assert.deepEqual(
      [answer.body.number, answer.body.state, answer.body.paymentStatus, answer.body.payment],
      ['HD-1001', 'confirmed', 'captured', { brand: 'Visa', last4: '4242' }],
    )
    assert.deepEqual(shop.payment.movementsOf(answer.body.id), ['authorise', 'capture'])
    assert.deepEqual(shop.product.stock(lamp.variantId), { onHand: 2, reserved: 0 })
  })
})
