import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Order } from '@mallhive/order-service/contract'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { newId } from '@mallhive/kernel'
import { eventually } from '../surroundings/eventually.ts'
import { openTestMall, topologies, type TestMall } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { expected } from '../surroundings/services.ts'
import { shopperOf } from '../surroundings/shopper.ts'
import { chargedFor } from '../surroundings/witness.ts'

for (const { name, apart } of topologies) {
  describe(`every way an order can go ends right, by the provider's own ledger (${name})`, () => {
    const closings: (() => unknown)[] = []
    let mall: TestMall
    let admin: string
    before(async () => {
      mall = await openTestMall({ after: (work) => void closings.unshift(work as () => unknown) }, { apart })
      admin = await mall.adminToken()
    })
    after(async () => {
      for (const close of closings) await close()
    })

    async function scene(onHand = 5) {
      const merchant = merchantOf(mall, admin)
      const vase = await merchant.sells(`Vase ${newId()}`, { price: 3_000, onHand })
      const shopper = await shopperOf(mall)
      return {
        merchant,
        vase,
        shopper,
        lines: [{ variantId: variantOf(vase), quantity: 2 }],
        stock: () => merchant.stockOf(vase),
        shopperOrders: shopper.orders,
      }
    }
    const settled = (
      orders: Awaited<ReturnType<typeof scene>>['shopperOrders'],
      orderId: string,
      isEnd: (order: Order) => boolean,
    ) =>
      eventually('the order to come to its end', async () => {
        const order = expected(200, await orders.getOrder({ params: { orderId } }))
        return isEnd(order) && order
      })

    it('declined: nothing is charged, the stock is free', async () => {
      const { shopper, lines, stock } = await scene()
      const answer = await shopper.buys(lines, { card: TEST_CARDS.declines })
      assert.equal(answer.status === 409 && answer.body.code, 'order.declined')
      const { items } = expected(200, await shopper.orders.listOrders({}))
      assert.deepEqual(
        items.map((order) => [order.state, order.paymentStatus]),
        [['failed', 'failed']],
      )
      assert.deepEqual(await chargedFor(mall, admin, items[0]!.id), { captured: 0, refunded: 0, captures: 0 })
      await eventually('the stock to be free', async () => (await stock()).reserved === 0)
      assert.deepEqual(await stock(), { onHand: 5, reserved: 0 })
    })

    for (const decision of ['approve', 'decline'] as const) {
      it(`second step, ${decision}d at the bank`, async () => {
        const { shopper, lines, stock } = await scene()
        const waiting = expected(202, await shopper.buys(lines, { card: TEST_CARDS.asksForSecondStep }))
        assert.equal(waiting.paymentStatus, 'requires-action')
        const page = waiting.nextAction!.url
        const back = await fetch(`${page}/${decision}`, {
          method: 'POST',
          redirect: 'manual',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: '',
        })
        assert.equal(back.status, 303)
        // The browser's return and the provider's webhook race from here on.
        expected(200, await shopper.orders.resumeOrder({ params: { orderId: waiting.id } }))
        const end = await settled(
          shopper.orders,
          waiting.id,
          (order) => order.state !== 'pending' && order.paymentStatus !== 'authorised',
        )
        const total = end.totals.total.amount
        if (decision === 'approve') {
          assert.deepEqual([end.state, end.paymentStatus], ['confirmed', 'captured'])
          assert.deepEqual(await chargedFor(mall, admin, end.id), { captured: total, refunded: 0, captures: 1 })
          await eventually(
            'the stock to be taken',
            async () => (await stock()).onHand === 3 && (await stock()).reserved === 0,
          )
        } else {
          assert.deepEqual([end.state, end.paymentStatus], ['failed', 'failed'])
          assert.deepEqual(await chargedFor(mall, admin, end.id), { captured: 0, refunded: 0, captures: 0 })
          await eventually('the stock to be free', async () => (await stock()).reserved === 0)
        }
      })
    }

    for (const card of ['answersSlowly', 'chargesThenTimesOut', 'capturesThenTimesOut'] as const) {
      it(`${card}: one capture of exactly the total, whatever the answer said`, async () => {
        const { shopper, lines, stock } = await scene()
        const answer = await shopper.buys(lines, { card: TEST_CARDS[card] })
        assert.ok(
          answer.status === 201 || answer.status === 202,
          `${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`,
        )
        const order = answer.body as Order
        const end = await eventually(
          'the order to be paid',
          async () => {
            const now = expected(200, await shopper.orders.getOrder({ params: { orderId: order.id } }))
            return now.paymentStatus === 'captured' && now
          },
          60_000,
        )
        assert.equal(end.state, 'confirmed')
        assert.deepEqual(await chargedFor(mall, admin, order.id), {
          captured: end.totals.total.amount,
          refunded: 0,
          captures: 1,
        })
        await eventually(
          'the stock to be taken',
          async () => (await stock()).onHand === 3 && (await stock()).reserved === 0,
        )
      })
    }

    it('cancelled by the shopper, twice at once: the money and the stock go back once', async () => {
      const { shopper, lines, stock } = await scene()
      const order = expected(201, await shopper.buys(lines))
      const cancel = () =>
        shopper.orders.cancelOrder({ params: { orderId: order.id }, body: {}, idempotencyKey: newId() })
      const answers = await Promise.all([cancel(), cancel()])
      assert.ok(answers.some((answer) => answer.status === 200))
      const end = await settled(shopper.orders, order.id, (now) => now.paymentStatus === 'refunded')
      assert.equal(end.state, 'cancelled')
      await eventually('the stock to be back', async () => (await stock()).onHand === 5)
      const total = order.totals.total.amount
      assert.deepEqual(await chargedFor(mall, admin, order.id), { captured: total, refunded: total, captures: 1 })
      assert.deepEqual(await stock(), { onHand: 5, reserved: 0 })
    })

    it('sold out between quote and order: nothing is charged', async () => {
      const { merchant, vase, shopper, lines, stock } = await scene(2)
      const { totals } = await shopper.quote(lines)
      const other = await shopperOf(mall)
      expected(201, await other.buys(lines))
      const answer = await shopper.orders.placeOrder({
        idempotencyKey: newId(),
        body: {
          lines,
          email: 'a@example.com',
          shippingAddress: { name: 'A', line1: 'B 1', postalCode: '10119', city: 'Berlin', country: 'DE' },
          shippingMethod: 'standard',
          payment: { token: await shopper.card() },
          expectedTotal: totals.total,
        },
      })
      assert.ok(answer.status === 409 || answer.status === 422, String(answer.status))
      assert.deepEqual(await merchant.stockOf(vase), { onHand: 0, reserved: 0 })
      assert.deepEqual(await stock(), { onHand: 0, reserved: 0 })
    })

    it('the price changed between cart and order: 409 with the difference, and nothing happened (P12)', async () => {
      const { merchant, vase, shopper, lines } = await scene()
      const { totals } = await shopper.quote(lines)
      await merchant.changesPrice(vase, 3_500)
      const answer = await shopper.buys(lines, { total: totals.total })
      assert.equal(answer.status, 409)
      assert.ok(answer.status === 409)
      assert.equal(answer.body.code, 'order.total_changed')
      const details = answer.body.details as {
        expected: { amount: number }
        quote: { totals: { subtotal: { amount: number } } }
      }
      assert.deepEqual([details.expected, details.quote.totals.subtotal.amount], [totals.total, 7_000])
      assert.deepEqual(expected(200, await shopper.orders.listOrders({})).items, [])
      assert.deepEqual(await merchant.stockOf(vase), { onHand: 5, reserved: 0 })
    })

    it('the same key twice: one order, one charge, the same reply', async () => {
      const { shopper, lines, stock } = await scene()
      const { totals, shippingMethod } = await shopper.quote(lines)
      const token = await shopper.card()
      const key = newId()
      const place = () =>
        shopper.orders.placeOrder({
          idempotencyKey: key,
          body: {
            lines,
            email: 'a@example.com',
            shippingAddress: { name: 'A', line1: 'B 1', postalCode: '10119', city: 'Berlin', country: 'DE' },
            shippingMethod: shippingMethod!,
            payment: { token },
            expectedTotal: totals.total,
          },
        })
      const [first, second] = await Promise.all([place(), place()])
      const third = await place()
      const order = expected(201, third)
      for (const answer of [first, second])
        assert.ok(answer.status === 201 || (answer.status === 409 && answer.body.code === 'idempotency.running'))
      assert.deepEqual(await chargedFor(mall, admin, order.id), {
        captured: totals.total.amount,
        refunded: 0,
        captures: 1,
      })
      assert.deepEqual(await stock(), { onHand: 3, reserved: 0 })
      assert.equal(expected(200, await shopper.orders.listOrders({})).items.length, 1)
    })
  })
}
