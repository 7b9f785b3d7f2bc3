import { setTimeout as pause } from 'node:timers/promises'
import type { Shop } from '@mallhive/design-system/server'

/** How long to wait for an order that is being placed by another press of the same button. */
const PAUSES_MS = [0, 300, 700, 1_500, 1_500]

/**
 * The shopper's order that was placed with this key, as the answer to the first press got lost or is still on its way.
 * `patient`: waits for one that is under way. `unknown`: nobody can say now.
 */
export async function findOrder(
  shop: Pick<Shop, 'orders'>,
  key: string,
  { patient = false } = {},
): Promise<{ readonly id: string } | 'none' | 'unknown'> {
  let answered = false
  for (const ms of patient ? PAUSES_MS : [0]) {
    await pause(ms)
    const reply = await shop.orders.listOrders({ query: { reference: key, limit: 1 } })
    answered = reply.status === 200
    const order = reply.status === 200 ? reply.body.items[0] : undefined
    if (order) return { id: order.id }
  }
  return answered ? 'none' : 'unknown'
}
