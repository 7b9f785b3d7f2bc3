import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { detailsOf, expected, outcome, running, stock, type Shopper } from './running.ts'

const of = ({ id }: Shopper) => ({ params: { userID: id } })

describe('the lines of a cart', () => {
  it('are shown with what the shop says of them', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, lamp] = [await shopper(), stock(shelf)]
    const empty = await ann.api.getCart(of(ann))
    assert.deepEqual(empty.body, { userId: ann.id, version: 0, lines: [], count: 0 })
    assert.equal(empty.headers?.['etag'], '"0"')

    const body = { variantId: lamp.variantId, quantity: 2, note: 'a present' }
    const added = await ann.api.addItem({ ...of(ann), body })
    const cart = expected(200, added)
    const [line] = cart.lines
    assert.deepEqual(cart, {
      userId: ann.id,
      version: 1,
      lines: [
        {
          itemId: line!.itemId,
          variantId: lamp.variantId,
          quantity: 2,
          note: 'a present',
          addedAt: line!.addedAt,
          priceSeen: { amount: 12_900, currency: 'EUR' },
          status: 'ok',
          product: {
            productId: lamp.productId,
            handle: 'dome-lamp',
            title: 'Dome lamp',
            variantTitle: 'Moss',
            unitPrice: { amount: 12_900, currency: 'EUR' },
            lineTotal: { amount: 25_800, currency: 'EUR' },
          },
        },
      ],
      count: 2,
      subtotal: { amount: 25_800, currency: 'EUR' },
      updatedAt: line!.addedAt,
    })
    assert.equal(added.headers?.['etag'], '"1"')
    assert.deepEqual((await ann.api.getCart(of(ann))).body, cart)
  })

  it('ask the shop once a reading, however many there are', async (t) => {
    const { shelf, shopper } = await running(t)
    const ann = await shopper()
    for (let n = 0; n < 5; n++)
      await ann.api.addItem({ ...of(ann), body: { variantId: stock(shelf).variantId, quantity: 1 } })
    assert.equal(shelf.asked, 5)
    const { lines } = expected(200, await ann.api.getCart(of(ann)))
    assert.equal(shelf.asked, 6)
    const params = { userID: ann.id, itemID: lines[0]!.itemId }
    await ann.api.updateItem({ params, body: { quantity: 2 } })
    await ann.api.acceptPrices(of(ann))
    await ann.api.checkOut(of(ann))
    await ann.api.removeItem({ params })
    assert.equal(shelf.asked, 10)
    await ann.api.clearCart(of(ann))
    assert.equal(shelf.asked, 10)
  })

  it('grow when the same is added with the same note, and stand apart with another', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, { variantId }] = [await shopper(), stock(shelf)]
    const add = (quantity: number, note?: string) =>
      ann.api.addItem({ ...of(ann), body: { variantId, quantity, ...(note !== undefined && { note }) } })
    for (const [quantity, note] of [[1], [2, 'blue'], [3], [4, 'blue']] as const) await add(quantity, note)
    const { lines, count } = expected(200, await ann.api.getCart(of(ann)))
    assert.deepEqual(
      lines.map(({ quantity, note }) => [quantity, note]),
      [
        [4, undefined],
        [6, 'blue'],
      ],
    )
    assert.equal(count, 10)
  })

  it('are added without the cart being shown to who prefers so, by the same rules', async (t) => {
    const { shelf, shopper, events } = await running(t, { keepEvents: true })
    const [ann, lamp] = [await shopper(), stock(shelf)]
    const idempotencyKey = newId()
    const add = (quantity: number, more = {}) =>
      ann.api.addItem({
        ...of(ann),
        headers: { prefer: 'respond-async, return=minimal' },
        body: { variantId: lamp.variantId, quantity },
        ...more,
      })
    for (const isRepeat of [false, true]) {
      const { status, body, headers } = await add(2, { idempotencyKey })
      assert.deepEqual(
        [status, body, headers?.['etag'], headers?.['preference-applied'], headers?.['idempotency-replayed']],
        [204, undefined, '"1"', 'return=minimal', isRepeat ? 'true' : undefined],
      )
    }
    stock(shelf, { ...lamp, price: { amount: 13_900, currency: 'EUR' } })
    assert.equal(outcome(await add(3)), '204')
    const refused = await add(995)
    assert.equal(outcome(refused), '409 cart.quantity_too_large')
    assert.deepEqual(detailsOf(refused), { limit: 999, present: 5 })
    assert.equal(outcome(await add(1, { body: { variantId: newId(), quantity: 1 } })), '422 cart.variant_unknown')
    stock(shelf, { ...lamp, available: 0 })
    assert.equal(outcome(await add(1)), '409 cart.sold_out')

    const { version, lines } = expected(200, await ann.api.getCart(of(ann)))
    const [line] = lines
    assert.deepEqual([version, lines.length, line!.quantity, line!.priceSeen.amount], [2, 1, 5, 13_900])
    const facts = { userId: ann.id, itemId: line!.itemId, variantId: lamp.variantId }
    assert.deepEqual(await events(ann.id), [
      { type: 'cart.item-added.v1', data: { ...facts, version: 1, quantity: 2, added: 2 } },
      { type: 'cart.item-added.v1', data: { ...facts, version: 2, quantity: 5, added: 3 } },
    ])
  })

  it('hold 999 at most', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, { variantId }] = [await shopper(), stock(shelf)]
    const add = (quantity: number) => ann.api.addItem({ ...of(ann), body: { variantId, quantity } })
    assert.equal(outcome(await add(1_000)), '400 request.invalid')
    assert.equal(outcome(await add(0)), '400 request.invalid')
    assert.equal(outcome(await add(999)), '200')
    const refused = await add(1)
    assert.equal(outcome(refused), '409 cart.quantity_too_large')
    assert.deepEqual(detailsOf(refused), { limit: 999, present: 999 })
  })

  it('are 250 at most', async (t) => {
    const { shelf, shopper } = await running(t)
    const ann = await shopper()
    const add = (note: string) => ann.api.addItem({ ...of(ann), body: { variantId, quantity: 1, note } })
    const { variantId } = stock(shelf)
    for (let n = 0; n < 250; n++) assert.equal(outcome(await add(`note ${n}`)), '200')
    const refused = await add('one more')
    assert.equal(outcome(refused), '409 cart.full')
    assert.deepEqual(detailsOf(refused), { limit: 250 })
    assert.equal(outcome(await add('note 7')), '200')
  })

  it('are not made of what the shop does not have', async (t) => {
    const { shelf, shopper } = await running(t)
    const ann = await shopper()
    const add = (variantId: string) => ann.api.addItem({ ...of(ann), body: { variantId, quantity: 1 } })
    assert.equal(outcome(await add(newId())), '422 cart.variant_unknown')
    assert.equal(outcome(await add(stock(shelf, { available: 0 }).variantId)), '409 cart.sold_out')
    shelf.mood = 'away'
    assert.equal(outcome(await add(stock(shelf).variantId)), '503 service.unavailable')
    shelf.mood = 'well'
    assert.equal(expected(200, await ann.api.getCart(of(ann))).version, 0)
  })

  it('are changed and taken out, twice like once', async (t) => {
    const { shelf, shopper, events } = await running(t, { keepEvents: true })
    const [ann, { variantId }] = [await shopper(), stock(shelf)]
    const [line] = expected(200, await ann.api.addItem({ ...of(ann), body: { variantId, quantity: 2 } })).lines
    const params = { userID: ann.id, itemID: line!.itemId }
    for (let twice = 0; twice < 2; twice++) {
      const { lines, version } = expected(
        200,
        await ann.api.updateItem({ params, body: { quantity: 5, note: 'blue' } }),
      )
      assert.deepEqual([version, lines[0]!.quantity, lines[0]!.note], [2, 5, 'blue'])
    }
    for (let twice = 0; twice < 2; twice++)
      assert.deepEqual(expected(200, await ann.api.removeItem({ params })).lines, [])
    assert.equal(outcome(await ann.api.updateItem({ params, body: { quantity: 1 } })), '404 cart.item_not_found')
    await ann.api.addItem({ ...of(ann), body: { variantId, quantity: 1 } })
    for (let twice = 0; twice < 2; twice++) assert.deepEqual(expected(200, await ann.api.clearCart(of(ann))).version, 5)

    const facts = { userId: ann.id, itemId: line!.itemId, variantId }
    const stated = await events(ann.id)
    assert.deepEqual(stated.slice(0, 3), [
      { type: 'cart.item-added.v1', data: { ...facts, version: 1, quantity: 2, added: 2 } },
      { type: 'cart.item-updated.v1', data: { ...facts, version: 2, quantity: 5 } },
      { type: 'cart.item-removed.v1', data: { ...facts, version: 3, quantity: 5, bought: false } },
    ])
    assert.deepEqual(
      stated.slice(3).map(({ type }) => type),
      ['cart.item-added.v1', 'cart.cleared.v1'],
    )
  })

  it('are not changed over a change that the shopper has not seen', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, { variantId }] = [await shopper(), stock(shelf)]
    const [line] = expected(200, await ann.api.addItem({ ...of(ann), body: { variantId, quantity: 2 } })).lines
    const params = { userID: ann.id, itemID: line!.itemId }
    const seen = { headers: { 'if-match': '"1"' } }
    await ann.api.addItem({ ...of(ann), body: { variantId, quantity: 1 } })
    const now = expected(200, await ann.api.getCart(of(ann)))
    for (const late of [
      await ann.api.updateItem({ params, ...seen, body: { quantity: 9 } }),
      await ann.api.removeItem({ params, ...seen }),
      await ann.api.clearCart({ ...of(ann), ...seen }),
    ]) {
      assert.equal(outcome(late), '412 version.mismatch')
      assert.deepEqual(detailsOf(late), now)
      assert.equal(late.headers?.['etag'], '"2"')
    }
    const fresh = { headers: { 'if-match': '"2"' } }
    assert.equal(expected(200, await ann.api.updateItem({ params, ...fresh, body: { quantity: 9 } })).count, 9)
  })

  it('belong to their owner alone', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, bea, { variantId }] = [await shopper(), await shopper(), stock(shelf)]
    assert.equal(outcome(await bea.api.getCart(of(ann))), '404 request.not_found')
    assert.equal(
      outcome(await bea.api.addItem({ ...of(ann), body: { variantId, quantity: 1 } })),
      '404 request.not_found',
    )
    assert.equal(outcome(await bea.api.clearCart(of(ann))), '404 request.not_found')
  })
})
