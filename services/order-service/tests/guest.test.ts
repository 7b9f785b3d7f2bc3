import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { guestSignedIn } from '@mallhive/user-service/contract'
import { openShop, type OpenShop } from './open-shop.ts'

async function order(shop: OpenShop, person: { id: string }, token = 'approve') {
  const { variantId } = shop.product.add()
  const placed = await (await shop.as(person)).placeOrder({
    body: shop.bodyFor(variantId, { token }),
    idempotencyKey: newId(),
  })
  assert(placed.status === 201 || placed.status === 202)
  return placed.body.id
}
const idsOf = async (shop: OpenShop, person: { id: string }) => {
  const list = await (await shop.as(person)).listOrders({})
  return list.status === 200 && list.body.items.map(({ id }) => id)
}
const owned = (id: string) => `select 1 from shop_order where owner_id = '${id}'`

describe('a guest who signs in to an account that was there before', () => {
  it('takes their orders along: the account’s from then on, and nobody else’s', async (t) => {
    const shop = await openShop(t)
    const [guest, ann, other] = [{ id: newId() }, { id: newId() }, { id: newId() }]
    const [annOrder, first, second] = [await order(shop, ann), await order(shop, guest), await order(shop, guest)]
    const othersOrder = await order(shop, other)
    const signedIn = guestSignedIn(guest.id, { guestId: guest.id, userId: ann.id }, new Date())
    for (let twice = 0; twice < 2; twice++) await shop.payment.state(signedIn)
    await shop.until(async () => (await shop.rows(owned(guest.id))).length === 0)

    assert.deepEqual(await idsOf(shop, ann), [second, first, annOrder])
    assert.deepEqual(await idsOf(shop, guest), [])
    assert.deepEqual(await idsOf(shop, other), [othersOrder])
    const params = { orderId: first }
    assert.equal((await (await shop.as(guest)).getOrder({ params })).status, 404)
    const found = await (await shop.as(ann)).getOrder({ params })
    assert(found.status === 200)
    // What they did as a guest they did themselves.
    assert.deepEqual(
      [found.body.ownerId, found.body.timeline[0]],
      [ann.id, { what: 'placed', at: found.body.placedAt, by: ann.id, visibility: 'shopper' }],
    )
    const cancelled = await (await shop.as(ann)).cancelOrder({ params, body: {}, idempotencyKey: newId() })
    assert.equal(cancelled.status === 200 && cancelled.body.state, 'cancelled')
  })

  it('while the bank asks goes on with the order in the account', async (t) => {
    const shop = await openShop(t)
    const [guest, ann] = [{ id: newId() }, { id: newId() }]
    const orderId = await order(shop, guest, 'second-step')
    await shop.payment.state(guestSignedIn(guest.id, { guestId: guest.id, userId: ann.id }, new Date()))
    await shop.until(async () => (await shop.rows(owned(ann.id))).length === 1)
    await shop.payment.approve(orderId)
    await shop.becomes(orderId, 'committed')
    const found = await (await shop.as(ann)).getOrder({ params: { orderId } })
    assert.deepEqual(found.status === 200 && [found.body.ownerId, found.body.state], [ann.id, 'confirmed'])
  })
})
