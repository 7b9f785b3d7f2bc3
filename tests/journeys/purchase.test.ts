import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { notificationApi } from '@mallhive/notification-service/contract'
import { productApi } from '@mallhive/product-service/contract'
import { eventually } from '../surroundings/eventually.ts'
import { openTestMall, topologies } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { expected } from '../surroundings/services.ts'
import { shopperOf } from '../surroundings/shopper.ts'
import { chargedFor } from '../surroundings/witness.ts'

for (const { name, apart } of topologies) {
  describe(`from an empty shop to a confirmed order (${name})`, () => {
    it('a guest finds a thing, fills a cart, pays, gets one mail and sees the order', async (t) => {
      const mall = await openTestMall(t, { apart })
      const admin = await mall.adminToken()
      const merchant = merchantOf(mall, admin)
      const teapot = await merchant.sells('Teapot', { price: 4_500, onHand: 3 })

      const { items } = expected(200, await mall.client(productApi).listProducts({ query: { q: 'teapot' } }))
      assert.deepEqual(
        items.map((item) => [item.handle, item.price.from.amount]),
        [['teapot', 4_500]],
      )

      const shopper = await shopperOf(mall)
      await shopper.add({ variantId: variantOf(teapot), quantity: 1 })
      const cart = await shopper.add({ variantId: variantOf(teapot), quantity: 1 })
      assert.deepEqual(
        [cart.count, cart.subtotal, cart.lines[0]?.status],
        [2, { amount: 9_000, currency: 'EUR' }, 'ok'],
      )

      const lines = [{ variantId: variantOf(teapot), quantity: 2 }]
      const order = expected(201, await shopper.buys(lines))
      assert.equal(order.state, 'confirmed')
      assert.equal(order.paymentStatus, 'captured')
      assert.ok(order.number)
      assert.deepEqual(await merchant.stockOf(teapot), { onHand: 1, reserved: 0 })
      assert.deepEqual(await chargedFor(mall, admin, order.id), {
        captured: order.totals.total.amount,
        refunded: 0,
        captures: 1,
      })

      const mails = mall.client(notificationApi, admin)
      const sent = await eventually('the confirmation mail', async () => {
        const { items } = expected(200, await mails.listMessages({ query: { key: `order-confirmation:${order.id}` } }))
        return items.length === 1 && items[0]?.state === 'sent' && items[0]
      })
      assert.equal(sent.to, 'marlene.vogt@example.com')
      await eventually('the cart to let go of what was bought', async () => (await shopper.cart()).count === 0)

      const own = expected(200, await shopper.orders.listOrders({}))
      assert.deepEqual(
        own.items.map((item) => [item.id, item.number, item.state]),
        [[order.id, order.number, 'confirmed']],
      )
      const stranger = await shopperOf(mall)
      assert.equal((await stranger.orders.getOrder({ params: { orderId: order.id } })).status, 404)
    })
  })
}
