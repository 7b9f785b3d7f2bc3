import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { newId } from '@mallhive/kernel'
import { paymentAuthorized } from '@mallhive/payment-service/contract'
import { watchStatements } from '@mallhive/testkit'
import { openShop, type OpenShop } from './open-shop.ts'
import type { Order, PlaceBody } from './types.ts'

/** What each statement of an order is, by words that only it has. Others, such as the relay's, are not the order's own. */
const STATEMENTS = [
  ['quote', /insert into quote/],
  ['place', /insert into idempotency_key.*insert into shop_order/],
  ['key', /update idempotency_key kept/],
  ['confirm', /insert into order_counter/],
  ['change', /update shop_order set state =/],
  ['claim', /update shop_order set lease_until/],
  ['find', /select given\.n, shop_order\.id/],
  ['other', /shop_order(?!.*skip locked)|"quote"/],
  ['transaction', /^(begin|start transaction)/i],
] as const

/** Names of all statements that reach the database of order-service from here on: each is one round trip and one commit. */
function watchOrders(t: TestContext): () => string[] {
  const { sent } = watchStatements(t)
  return () =>
    sent
      .filter(({ service }) => service === 'order-service')
      .flatMap(({ text }) => STATEMENTS.find(([, words]) => words.test(text))?.[0] ?? [])
}

/** An order that is over, with everything written that is written for it: its reply comes last, and nobody waits for it. */
async function oneOrder(t: TestContext, shop: OpenShop, body: PlaceBody): Promise<Order> {
  const seen = watchOrders(t)
  const placed = await (await shop.as(shop.shopper)).placeOrder({ body, idempotencyKey: newId() })
  assert(placed.status === 201)
  await shop.settled(placed.body.id)
  await shop.until(async () => seen().includes('key'))
  return placed.body
}

describe('the database', () => {
  it('is asked three times for an order on the quick path, once for a quote, and for no transaction', async (t) => {
    const shop = await openShop(t)
    const { variantId } = shop.product.add()
    const shopper = await shop.as(shop.shopper)
    const body = shop.bodyFor(variantId)
    await oneOrder(t, shop, body)

    const seen = watchOrders(t)
    await shopper.createQuote({ body: { lines: body.lines, country: 'DE' } })
    const placed = await shopper.placeOrder({ body, idempotencyKey: newId() })
    assert(placed.status === 201)
    await shop.settled(placed.body.id)
    // What capture and commit said, and the reply, for neither of which the answer waits.
    await shop.until(async () => seen().length === 5)
    assert.deepEqual([...seen().slice(0, 3), ...seen().slice(3).sort()], ['quote', 'place', 'confirm', 'change', 'key'])

    const declined = await shopper.placeOrder({
      body: shop.bodyFor(variantId, { token: 'decline' }),
      idempotencyKey: newId(),
    })
    assert.equal(declined.status, 409)
    // It turns round, then it is at its end.
    await shop.until(async () => seen().length === 9)
    assert.deepEqual(seen().slice(5), ['place', 'change', 'change', 'key'])
  })

  it('is asked as often by thirty shoppers who come together as by a handful', async (t) => {
    const shop = await openShop(t)
    const { variantId } = shop.product.add({ onHand: 100 })
    const shopper = await shop.as(shop.shopper)
    const place = () => shopper.placeOrder({ body: shop.bodyFor(variantId), idempotencyKey: newId() })
    await place()
    const seen = watchOrders(t)
    const placed = await Promise.all(Array.from({ length: 30 }, place))
    assert.deepEqual(new Set(placed.map(({ status }) => status)), new Set([201]))
    const own = seen().filter((name) => name !== 'key')
    assert(own.length <= 30, `${own.length} statements for 30 orders: ${own.join(' ')}`)
  })

  it('writes nothing for a payment’s word about an order that is over', async (t) => {
    const shop = await openShop(t)
    const { variantId } = shop.product.add()
    const { id: orderId, totals } = await oneOrder(t, shop, shop.bodyFor(variantId))
    const written = async () => {
      const [row] = await shop.rows('select xmin::text, (select count(*) from inbox) as handled from shop_order')
      return row
    }
    const before = await written()
    const seen = watchOrders(t)
    await shop.payment.state(paymentAuthorized(orderId, { orderId, amount: totals.total }, new Date()))
    await shop.until(async () => seen().includes('claim'))
    assert.deepEqual(seen(), ['claim'])
    assert.deepEqual(await written(), before)
  })
})
