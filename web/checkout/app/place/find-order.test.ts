import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client } from '@mallhive/contract'
import { orderApi } from '@mallhive/order-service/contract'
import { findOrder } from './find-order.ts'

const ORDER = '01900000-0000-7000-8000-000000000001'
const shopAnswering = (...answers: readonly (readonly [number, readonly string[]])[]) => {
  const left = [...answers]
  const asked: unknown[] = []
  const orders = client(orderApi, async (_spec, { query }) => {
    asked.push(query)
    const [status, ids] = left.shift() ?? answers.at(-1)!
    return { status, body: { items: ids.map((id) => ({ id })) } }
  })
  return { orders, asked }
}

test('an order is asked for by the key it was placed with', async () => {
  const shop = shopAnswering([200, [ORDER]])
  assert.deepEqual(await findOrder(shop, 'the-key'), { id: ORDER })
  assert.deepEqual(shop.asked, [{ reference: 'the-key', limit: 1 }])
})

test('one that is still being placed is waited for, and a service that is away leaves it unknown', async () => {
  assert.deepEqual(await findOrder(shopAnswering([200, []], [200, [ORDER]]), 'key', { patient: true }), { id: ORDER })
  assert.equal(await findOrder(shopAnswering([200, []]), 'key'), 'none')
  assert.equal(await findOrder(shopAnswering([503, []]), 'key'), 'unknown')
})
