import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { money, newId } from '@mallhive/kernel'
import { BERLIN, openShop } from './open-shop.ts'

describe('placing an order', () => {
  it('reserves, authorises, confirms, captures and commits before the reply leaves', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add({ onHand: 3 })
    const shopper = await shop.as(shop.shopper)

    const answer = await shopper.placeOrder({ body: shop.bodyFor(lamp.variantId), idempotencyKey: newId() })

    assert.equal(answer.status, 201)
    const { id, number, state, paymentStatus, payment, timeline, totals, shipping } = answer.body
    assert.deepEqual(
      { number, state, paymentStatus, payment, total: totals.total, shipping: shipping.method },
      {
        number: 'HD-1001',
        state: 'confirmed',
        paymentStatus: 'captured',
        payment: { brand: 'Visa', last4: '4242' },
        total: money(14_900, 'EUR'),
        shipping: 'dhl',
      },
    )
    assert.deepEqual(
      timeline.map(({ what, by, visibility }) => [what, by, visibility]),
      [
        ['placed', shop.shopper.id, 'shopper'],
        ['confirmed', 'shop', 'shopper'],
        ['captured', 'shop', 'shopper'],
      ],
    )
    assert.deepEqual(shop.payment.movementsOf(id), ['authorise', 'capture'])
    assert.deepEqual(shop.product.stock(lamp.variantId), { onHand: 2, reserved: 0 })
    assert.deepEqual(await shop.eventsOf(id), ['order.placed.v1', 'order.confirmed.v1'])
    await shop.settled(id)
    // The card's token is forgotten as soon as it has served.
    assert.deepEqual(await shop.rows('select payment_token, lease_until, next_try_at from shop_order'), [
      { payment_token: null, lease_until: null, next_try_at: null },
    ])

    const staff = await (await shop.as(shop.admin)).getOrder({ params: { orderId: id } })
    assert.equal(staff.status, 200)
    assert.deepEqual(
      staff.body.timeline.map(({ what }) => what),
      ['placed', 'reserved', 'authorised', 'confirmed', 'captured', 'committed'],
    )
  })

  it('answers a repeat of the key with the same order, and charges once', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add()
    const shopper = await shop.as(shop.shopper)
    const request = { body: shop.bodyFor(lamp.variantId), idempotencyKey: newId() }
    const first = await shopper.placeOrder(request)
    const second = await shopper.placeOrder(request)
    assert.equal(first.status, 201)
    assert.deepEqual([second.status, second.body], [first.status, first.body])
    shop.product.fail('offers', 'before')
    const third = await shopper.placeOrder(request)
    assert.deepEqual([third.status, third.body], [first.status, first.body], 'also while nobody tells prices')
    assert.equal(shop.payment.ledger.length, 2)
  })

  it('is refused by a declined card: nothing is held, the reason is told, the failed order is kept', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add({ onHand: 1 })
    const shopper = await shop.as(shop.shopper)
    const body = shop.bodyFor(lamp.variantId, { token: 'decline' })
    const answer = await shopper.placeOrder({ body, idempotencyKey: newId() })
    assert.deepEqual(shop.problem(answer), {
      status: 409,
      code: 'order.declined',
      detail: 'There is not enough money on the account.',
      details: { reason: 'insufficient_funds', detail: 'There is not enough money on the account.' },
    })
    assert.deepEqual(shop.product.stock(lamp.variantId), { onHand: 1, reserved: 0 })
    assert.deepEqual(shop.payment.ledger, [])

    const list = await shopper.listOrders({})
    assert.equal(list.status, 200)
    const [kept] = list.body.items
    assert.deepEqual(
      [list.body.items.length, kept?.state, kept?.paymentStatus, kept?.number],
      [1, 'failed', 'failed', undefined],
    )
    assert.deepEqual(await shop.eventsOf(kept!.id), ['order.placed.v1', 'order.failed.v1'])
  })

  it('does nothing when the price has changed, or the client made one up', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add({ price: 14_900 })
    const shopper = await shop.as(shop.shopper)
    shop.product.good(lamp.variantId).offer.price = money(15_900, 'EUR')
    const answer = await shopper.placeOrder({ body: shop.bodyFor(lamp.variantId), idempotencyKey: newId() })
    const { status, code, details } = shop.problem(answer)
    const { expected, quote } = details as { expected: unknown; quote: { totals: { total: unknown } } }
    assert.deepEqual(
      [status, code, expected, quote.totals.total],
      [409, 'order.total_changed', money(14_900, 'EUR'), money(15_900, 'EUR')],
    )
    assert.deepEqual(await shop.rows('select id from shop_order'), [])
    assert.deepEqual([shop.payment.ledger, shop.product.stock(lamp.variantId).reserved], [[], 0])
  })

  it('is refused before anything is stored when there is too little, counting a thing on two lines together', async (t) => {
    const shop = await openShop(t)
    const [mug, gone] = [shop.product.add({ onHand: 5, price: 2_400 }), newId()]
    const shopper = await shop.as(shop.shopper)
    const lines = [
      { variantId: mug.variantId, quantity: 3 },
      { variantId: mug.variantId, quantity: 3, note: 'as a present' },
      { variantId: gone, quantity: 1 },
    ]
    const answer = await shopper.placeOrder({
      body: { ...shop.bodyFor(mug.variantId), lines },
      idempotencyKey: newId(),
    })
    const { status, code, details } = shop.problem(answer)
    assert.deepEqual(
      [status, code, (details as { troubles: unknown }).troubles],
      [
        409,
        'order.unavailable',
        [
          { variantId: mug.variantId, reason: 'short', available: 5 },
          { variantId: gone, reason: 'unavailable' },
        ],
      ],
    )
    assert.deepEqual(await shop.rows('select id from shop_order'), [])
  })

  it('names the line that sells out between quote and reservation', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add({ onHand: 1 })
    const shopper = await shop.as(shop.shopper)
    const hang = shop.product.hang('reserve', 'before')
    const placing = shopper.placeOrder({ body: shop.bodyFor(lamp.variantId), idempotencyKey: newId() })
    await hang.reached
    shop.product.good(lamp.variantId).onHand = 0
    hang.release()
    assert.deepEqual(shop.problem(await placing), {
      status: 409,
      code: 'order.sold_out',
      detail: 'Not enough left: Dome lamp, Clay, 36 cm.',
      details: { lines: [{ variantId: lamp.variantId, asked: 1, available: 0 }] },
    })
    assert.deepEqual(shop.payment.ledger, [])
  })

  it('needs an address that its country can deliver to, and a way to ship that is offered', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add()
    const shopper = await shop.as(shop.shopper)
    const ask = async (more: object) =>
      shopper.placeOrder({ body: { ...shop.bodyFor(lamp.variantId), ...more }, idempotencyKey: newId() })

    const incomplete = await ask({ shippingAddress: { ...BERLIN, postalCode: '1011' } })
    assert(incomplete.status === 422)
    assert.deepEqual(
      [incomplete.body.code, incomplete.body.errors],
      [
        'order.address_incomplete',
        [{ field: 'body/shippingAddress/postalCode', message: 'A postcode in DE looks like 10119.' }],
      ],
    )
    assert.equal(shop.problem(await ask({ shippingMethod: 'pigeon' })).code, 'order.shipping_unknown')
    const kenya = { ...BERLIN, country: 'KE' }
    assert.equal(shop.problem(await ask({ shippingAddress: kenya })).code, 'order.shipping_unknown')
    assert.deepEqual(await shop.rows('select id from shop_order'), [])
  })

  it('answers 503 when there are no prices, and nothing is stored', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add()
    shop.product.fail('offers', 'before')
    const shopper = await shop.as(shop.shopper)
    const request = { body: shop.bodyFor(lamp.variantId), idempotencyKey: newId() }
    assert.equal((await shopper.placeOrder(request)).status, 503)
    assert.deepEqual(await shop.rows('select id from shop_order'), [])
    assert.equal((await shopper.placeOrder(request)).status, 201)
  })

  it('answers 202 when a neighbour is slow, and goes on by itself', async (t) => {
    const shop = await openShop(t, { PLACE_PATIENCE_MS: '50' })
    const lamp = shop.product.add({ onHand: 1 })
    const shopper = await shop.as(shop.shopper)
    const hang = shop.payment.hang('authorise', 'after')
    const answer = await shopper.placeOrder({ body: shop.bodyFor(lamp.variantId), idempotencyKey: newId() })
    assert.equal(answer.status, 202)
    assert.equal(answer.body.state, 'pending')
    hang.release()
    await shop.settled(answer.body.id)
    const order = await shopper.getOrder({ params: { orderId: answer.body.id } })
    assert.equal(order.status === 200 && order.body.state, 'confirmed')
    assert.deepEqual(shop.payment.movementsOf(answer.body.id), ['authorise', 'capture'])
  })
})

describe('orders and quotes', () => {
  it('are their owner’s: for others they do not exist', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add()
    const [shopper, other] = [await shop.as(shop.shopper), await shop.as({ id: newId() })]
    const placed = await shopper.placeOrder({ body: shop.bodyFor(lamp.variantId), idempotencyKey: newId() })
    const quoted = await shopper.createQuote({ body: { lines: [{ variantId: lamp.variantId, quantity: 1 }] } })
    assert(placed.status === 201 && quoted.status === 201)
    const params = { orderId: placed.body.id }
    const answers = await Promise.all([
      other.getOrder({ params }),
      other.resumeOrder({ params }),
      other.cancelOrder({ params, body: {}, idempotencyKey: newId() }),
      other.listOrders({ query: { ownerId: shop.shopper.id } }),
      other.getQuote({ params: { quoteId: quoted.body.id } }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404, 404, 404, 404],
    )
    const list = await other.listOrders({})
    assert.deepEqual(list.status === 200 && list.body, { items: [] })
    assert.equal((await shopper.getQuote({ params: { quoteId: quoted.body.id } })).status, 200)
    shop.advance(31)
    assert.equal((await shopper.getQuote({ params: { quoteId: quoted.body.id } })).status, 404)
  })

  it('are listed newest first, page by page, none twice; an admin sees anybody’s', async (t) => {
    const shop = await openShop(t)
    const lamp = shop.product.add()
    const people = [shop.shopper, { id: newId() }]
    const ids: string[] = []
    for (let turn = 0; turn < 5; turn++) {
      const shopper = await shop.as(people[turn % 2]!)
      const placed = await shopper.placeOrder({ body: shop.bodyFor(lamp.variantId), idempotencyKey: newId() })
      assert(placed.status === 201)
      ids.unshift(placed.body.id)
    }
    const admin = await shop.as(shop.admin)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await admin.listOrders({ query: { limit: 2, ...(cursor !== undefined && { cursor }) } })
      assert(page.status === 200)
      seen.push(...page.body.items.map(({ id }) => id))
      cursor = page.body.nextCursor
    } while (cursor !== undefined)
    assert.deepEqual(seen, ids)

    const mine = await (await shop.as(shop.shopper)).listOrders({})
    assert.deepEqual(mine.status === 200 && mine.body.items.map(({ id }) => id), [ids[0], ids[2], ids[4]])
    const found = await admin.listOrders({ query: { number: 'HD-1002' } })
    assert.deepEqual(found.status === 200 && found.body.items.map(({ id }) => id), [ids[3]])
    assert.equal((await admin.listOrders({ query: { cursor: 'x' } })).status, 400)
  })

  it('are priced with shipping once the country is known, and say when they arrive', async (t) => {
    const shop = await openShop(t)
    const mug = shop.product.add({ price: 2_400, title: 'Stoneware mug, 300 ml' })
    const shopper = await shop.as(shop.shopper)
    const lines = [{ variantId: mug.variantId, quantity: 2 }]
    const [nowhere, germany, express] = await Promise.all([
      shopper.createQuote({ body: { lines } }),
      shopper.createQuote({ body: { lines, country: 'DE' } }),
      shopper.createQuote({ body: { lines, country: 'DE', shippingMethod: 'dhl-express' } }),
    ])
    assert(nowhere.status === 201 && germany.status === 201 && express.status === 201)
    assert.deepEqual(
      [nowhere, germany, express].map(({ body }) => [
        body.shippingMethod,
        body.totals.total.amount,
        body.totals.tax.amount,
      ]),
      [
        [undefined, 4_800, 766],
        // 48.00 + 4.90: 7.66 + 0.78
        ['dhl', 5_290, 844],
        ['dhl-express', 5_790, 924],
      ],
    )
    assert.equal(germany.body.shippingOptions.length, 2)
  })
})
