import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { orderConfirmed } from '@mallhive/order-service/contract'
import { guestSignedIn } from '@mallhive/user-service/contract'
import { userToken } from '@mallhive/testkit'
import { newId } from '@mallhive/kernel'
import { eventually, expected, outcome, running, stock, type Shopper } from './running.ts'

const of = ({ id }: Shopper) => ({ params: { userID: id } })
const add = async (shopper: Shopper, variantId: string, quantity: number, note?: string) =>
  expected(
    200,
    await shopper.api.addItem({ ...of(shopper), body: { variantId, quantity, ...(note !== undefined && { note }) } }),
  )
const quantities = async (shopper: Shopper) =>
  expected(200, await shopper.api.getCart(of(shopper))).lines.map(({ variantId, quantity }) => [variantId, quantity])

describe('taking over a guest’s cart', () => {
  it('unites both carts once under ten sign-ins at the same moment, and the guest’s is gone (P9)', async (t) => {
    const { shelf, shopper, events } = await running(t, { keepEvents: true })
    const [ann, guest] = [await shopper(), await shopper({ guest: true })]
    const [lamp, bowl, vase] = [stock(shelf).variantId, stock(shelf).variantId, stock(shelf).variantId]
    await add(ann, lamp, 2)
    await add(ann, bowl, 990)
    await add(guest, lamp, 3)
    await add(guest, bowl, 10)
    await add(guest, vase, 1)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ann.api.mergeCart({ ...of(ann), body: { guestToken: guest.token } })),
    )
    const reports = answers
      .map((answer) => expected(200, answer))
      .map(({ added, summed, capped }) => ({ added, summed, capped }))
    const nothing = { added: [], summed: [], capped: [] }
    assert.deepEqual(
      reports.toSorted((a, b) => b.added.length - a.added.length),
      [{ added: [vase], summed: [lamp, bowl], capped: [bowl] }, ...Array<object>(9).fill(nothing)],
    )
    assert.deepEqual(await quantities(ann), [
      [lamp, 5],
      [bowl, 999],
      [vase, 1],
    ])
    assert.deepEqual(await quantities(guest), [])
    const merged = (await events(ann.id)).filter(({ type }) => type === 'cart.merged.v1')
    assert.deepEqual(merged, [{ type: 'cart.merged.v1', data: { userId: ann.id, version: 3, guestId: guest.id } }])
  })

  it('says which lines did not fit, and keeps 250', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, guest] = [await shopper(), await shopper({ guest: true })]
    const [lamp, bowl] = [stock(shelf).variantId, stock(shelf).variantId]
    for (let n = 0; n < 250; n++) await add(ann, lamp, 1, `note ${n}`)
    await add(guest, bowl, 1)
    await add(guest, lamp, 1, 'note 3')
    const report = expected(200, await ann.api.mergeCart({ ...of(ann), body: { guestToken: guest.token } }))
    assert.deepEqual([report.added, report.summed, report.capped], [[], [lamp], [bowl]])
    assert.equal(report.cart.lines.length, 250)
  })

  it('needs the guest’s own valid token', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, bea, guest] = [await shopper(), await shopper(), await shopper({ guest: true })]
    await add(guest, stock(shelf).variantId, 1)
    const merge = (guestToken: string) => ann.api.mergeCart({ ...of(ann), body: { guestToken } })
    assert.equal(outcome(await merge(bea.token)), '422 cart.not_a_guest')
    assert.equal(outcome(await merge(`${guest.token.slice(0, -6)}AAAAAA`)), '422 cart.not_a_guest')
    assert.equal(outcome(await merge('nonsense')), '422 cart.not_a_guest')
    const own = await userToken({ id: ann.id, guest: true })
    assert.deepEqual(expected(200, await merge(own)).added, [])
    assert.equal((await quantities(guest)).length, 1)
  })

  it('happens also by itself when a guest signs in, once, however often the event comes', async (t) => {
    const { shelf, shopper, hear } = await running(t)
    const [ann, guest] = [await shopper(), await shopper({ guest: true })]
    const lamp = stock(shelf).variantId
    await add(guest, lamp, 3)
    const event = guestSignedIn(guest.id, { guestId: guest.id, userId: ann.id }, new Date())
    for (let twice = 0; twice < 2; twice++) await hear(event, 'user-service')
    await add(ann, lamp, 1)
    await eventually(async () => (await quantities(guest)).length === 0)
    assert.deepEqual(await quantities(ann), [[lamp, 4]])
  })
})

describe('an order that was confirmed', () => {
  it('takes what was bought out of the cart, once, and leaves what was put in since', async (t) => {
    const { shelf, shopper, hear, database } = await running(t)
    const ann = await shopper()
    const [lamp, bowl, vase] = [stock(shelf).variantId, stock(shelf).variantId, stock(shelf).variantId]
    await add(ann, lamp, 5)
    await add(ann, bowl, 1)
    await add(ann, vase, 2)
    const event = orderConfirmed(
      newId(),
      orderOf(ann.id, [
        [lamp, 2],
        [bowl, 1],
      ]),
      new Date(),
    )
    const id = newId()
    await hear(event, 'order-service', id)
    await eventually(async () => (await database.query('select from inbox where event_id = $1', [id])).rowCount === 1)
    assert.deepEqual(await quantities(ann), [
      [lamp, 3],
      [vase, 2],
    ])

    // The same event once more, after a crash that forgot that it was handled.
    await database.query(`delete from inbox`)
    await hear(event, 'order-service', id)
    await eventually(async () => (await database.query('select from inbox where event_id = $1', [id])).rowCount === 1)
    assert.deepEqual(await quantities(ann), [
      [lamp, 3],
      [vase, 2],
    ])
  })
})

function orderOf(ownerId: string, lines: readonly (readonly [string, number])[]) {
  const euro = (amount: number) => ({ amount, currency: 'EUR' })
  const facts = { orderId: newId(), ownerId, total: euro(0), number: '1001', email: 'ann@example.com', language: 'en' }
  const orderLines = lines.map(([variantId, quantity]) => ({
    variantId,
    quantity,
    productId: newId(),
    handle: 'lamp',
    title: 'Lamp',
    variantTitle: '',
    unitPrice: euro(0),
    total: euro(0),
    discount: euro(0),
    taxClass: 'standard' as const,
    taxPercent: 19,
    tax: euro(0),
  }))
  const totals = {
    subtotal: euro(0),
    discount: euro(0),
    shipping: euro(0),
    shippingTax: euro(0),
    tax: euro(0),
    taxIncluded: true,
    taxes: [],
    total: euro(0),
  }
  return {
    ...facts,
    lines: lines.map(([variantId, quantity]) => ({ variantId, quantity })),
    order: {
      id: facts.orderId,
      ownerId,
      number: facts.number,
      state: 'confirmed' as const,
      paymentStatus: 'captured' as const,
      fulfilmentStatus: 'unfulfilled' as const,
      email: facts.email,
      language: facts.language,
      lines: orderLines,
      shippingAddress: { name: 'Ann', line1: 'Street 1', city: 'Town', country: 'DE' },
      shipping: {
        method: 'standard',
        title: 'Standard',
        price: euro(0),
        arrivesFrom: '2026-11-23',
        arrivesTo: '2026-11-24',
      },
      payment: {},
      totals,
      timeline: [],
      onHold: false,
      placedAt: '2026-11-21T12:00:00Z',
      version: 1,
    },
  }
}
