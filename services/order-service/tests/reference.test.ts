import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { openShop } from './open-shop.ts'

it('orders are found by the name their client gave them, by nobody but their owner', async (t) => {
  const shop = await openShop(t)
  const lamp = shop.product.add()
  const shopper = await shop.as(shop.shopper)
  const ids: string[] = []
  for (const reference of ['first', 'second', 'third']) {
    const body = { ...shop.bodyFor(lamp.variantId), reference }
    const placed = await shopper.placeOrder({ body, idempotencyKey: newId() })
    assert(placed.status === 201)
    ids.push(placed.body.id)
  }
  for (const [who, expected] of [
    [shop.shopper, [ids[1]]],
    [{ id: newId() }, []],
    [shop.admin, []],
  ] as const) {
    const found = await (await shop.as(who)).listOrders({ query: { reference: 'second' } })
    assert.deepEqual(found.status === 200 && found.body.items.map(({ id }) => id), expected)
  }
})
