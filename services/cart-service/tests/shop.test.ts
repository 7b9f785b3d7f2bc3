import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { detailsOf, expected, outcome, running, stock, type Shopper } from './running.ts'

const of = ({ id }: Shopper) => ({ params: { userID: id } })
const EUR = (amount: number) => ({ amount, currency: 'EUR' })
const read = async (shopper: Shopper) => expected(200, await shopper.api.getCart(of(shopper)))
const add = async (shopper: Shopper, variantId: string, quantity: number, note?: string) =>
  expected(
    200,
    await shopper.api.addItem({ ...of(shopper), body: { variantId, quantity, ...(note !== undefined && { note }) } }),
  )

describe('what the shop says of a cart', () => {
  it('a product that is gone is unavailable: the cart is shown, the line can go, nothing is checked out (P11)', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, lamp, bowl] = [await shopper(), stock(shelf), stock(shelf)]
    await add(ann, lamp.variantId, 1)
    await add(ann, bowl.variantId, 1)
    shelf.offers.delete(lamp.variantId)
    const cart = await read(ann)
    assert.deepEqual(
      cart.lines.map(({ status, product }) => [status, product?.unitPrice]),
      [
        ['unavailable', undefined],
        ['ok', EUR(12_900)],
      ],
    )
    assert.deepEqual(cart.subtotal, EUR(12_900))

    const refused = await ann.api.checkOut(of(ann))
    assert.equal(outcome(refused), '409 cart.not_ready')
    assert.deepEqual(detailsOf(refused), { lines: [cart.lines[0]], cart })
    const params = { userID: ann.id, itemID: cart.lines[0]!.itemId }
    assert.equal(
      expected(200, await ann.api.updateItem({ params, body: { quantity: 2 } })).lines[0]!.status,
      'unavailable',
    )
    expected(200, await ann.api.removeItem({ params }))
    assert.equal(outcome(await ann.api.checkOut(of(ann))), '200')
  })

  it('a price that changed is shown, refused at checkout, and accepted by the shopper (P12)', async (t) => {
    const { shelf, shopper, events } = await running(t, { keepEvents: true })
    const [ann, lamp] = [await shopper(), stock(shelf)]
    await add(ann, lamp.variantId, 2)
    stock(shelf, { ...lamp, price: EUR(13_900) })
    const [line] = (await read(ann)).lines
    assert.deepEqual(
      [line!.status, line!.priceSeen, line!.product!.unitPrice, line!.product!.lineTotal],
      ['price-changed', EUR(12_900), EUR(13_900), EUR(27_800)],
    )
    assert.equal(outcome(await ann.api.checkOut(of(ann))), '409 cart.not_ready')
    for (let twice = 0; twice < 2; twice++) {
      const accepted = expected(200, await ann.api.acceptPrices(of(ann)))
      assert.deepEqual(
        [accepted.version, accepted.lines[0]!.status, accepted.lines[0]!.priceSeen],
        [2, 'ok', EUR(13_900)],
      )
    }
    const checkedOut = expected(200, await ann.api.checkOut(of(ann)))
    assert.deepEqual([checkedOut.version, checkedOut.subtotal], [2, EUR(27_800)])
    assert.deepEqual((await events(ann.id)).at(-1), {
      type: 'cart.checked-out.v1',
      data: {
        userId: ann.id,
        version: 2,
        lines: [{ itemId: line!.itemId, variantId: lamp.variantId, quantity: 2 }],
        subtotal: EUR(27_800),
      },
    })
  })

  it('a shopper who changes a line or adds to it has seen its price', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, lamp] = [await shopper(), stock(shelf)]
    const [line] = (await add(ann, lamp.variantId, 1)).lines
    stock(shelf, { ...lamp, price: EUR(13_900) })
    const params = { userID: ann.id, itemID: line!.itemId }
    assert.equal(expected(200, await ann.api.updateItem({ params, body: { quantity: 1 } })).lines[0]!.status, 'ok')
    stock(shelf, { ...lamp, price: EUR(14_900) })
    assert.deepEqual((await add(ann, lamp.variantId, 1)).lines[0]!.priceSeen, EUR(14_900))
  })

  it('two lines of one variant share what is left of it', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, lamp] = [await shopper(), stock(shelf, { available: 5 })]
    await add(ann, lamp.variantId, 3)
    assert.deepEqual(
      (await read(ann)).lines.map(({ status }) => status),
      ['ok'],
    )
    await add(ann, lamp.variantId, 3, 'blue')
    assert.deepEqual(
      (await read(ann)).lines.map(({ status, available }) => [status, available]),
      [
        ['low-stock', 5],
        ['low-stock', 5],
      ],
    )
    assert.equal(outcome(await ann.api.checkOut(of(ann))), '409 cart.not_ready')
    stock(shelf, { ...lamp, available: 0 })
    const soldOut = await read(ann)
    assert.deepEqual(
      soldOut.lines.map(({ status, available }) => [status, available]),
      [
        ['sold-out', 0],
        ['sold-out', 0],
      ],
    )
    assert.equal(soldOut.subtotal, undefined)
    stock(shelf, { ...lamp, available: 6 })
    assert.equal(outcome(await ann.api.checkOut(of(ann))), '200')
  })

  it('two currencies are not added up, and not checked out together', async (t) => {
    const { shelf, shopper } = await running(t)
    const ann = await shopper()
    await add(ann, stock(shelf).variantId, 1)
    await add(ann, stock(shelf, { price: { amount: 1_000, currency: 'JPY' } }).variantId, 1)
    assert.equal((await read(ann)).subtotal, undefined)
    assert.equal(outcome(await ann.api.checkOut(of(ann))), '409 cart.not_ready')
  })

  it('amounts beyond what a total may be are refused or shown as not to be had, never a failure', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, lamp] = [await shopper(), stock(shelf, { price: EUR(600_000_000_000) })]
    const refused = await ann.api.addItem({ ...of(ann), body: { variantId: lamp.variantId, quantity: 2 } })
    assert.equal(outcome(refused), '409 cart.quantity_too_large')
    await add(ann, lamp.variantId, 1)
    assert.equal((await add(ann, lamp.variantId, 1)).lines[0]!.status, 'unavailable')
    await ann.api.clearCart(of(ann))
    await add(ann, lamp.variantId, 1)
    assert.equal((await add(ann, stock(shelf, { price: EUR(600_000_000_000) }).variantId, 1)).subtotal, undefined)
  })

  it('nothing while product-service is away or silent: the cart is shown all the same, and can be emptied', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, lamp] = [await shopper(), stock(shelf)]
    const [line] = (await add(ann, lamp.variantId, 2)).lines
    const kept = { ...line! }
    delete kept.product
    for (const mood of ['away', 'silent'] as const) {
      shelf.mood = mood
      const cart = await read(ann)
      assert.deepEqual(cart.lines, [{ ...kept, status: 'unknown' }])
      assert.equal(cart.subtotal, undefined)
    }
    shelf.mood = 'away'
    const params = { userID: ann.id, itemID: line!.itemId }
    const changed = expected(200, await ann.api.updateItem({ params, body: { quantity: 3 } })).lines[0]!
    assert.deepEqual([changed.quantity, changed.status, changed.priceSeen], [3, 'unknown', EUR(12_900)])
    assert.equal(outcome(await ann.api.checkOut(of(ann))), '503 service.unavailable')
    assert.equal(outcome(await ann.api.acceptPrices(of(ann))), '503 service.unavailable')
    assert.equal(expected(200, await ann.api.clearCart(of(ann))).count, 0)
  })

  it('an empty cart is not checked out', async (t) => {
    const { shopper } = await running(t)
    const ann = await shopper()
    assert.equal(outcome(await ann.api.checkOut(of(ann))), '409 cart.empty')
  })
})
