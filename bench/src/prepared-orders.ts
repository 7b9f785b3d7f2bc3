import { newId } from '@mallhive/kernel'
import type autocannon from 'autocannon'
import { volley, type Measured } from './measure.ts'
import { addressOf, readyToOrder, twoOf, type Ports, type Wish } from './shopper.ts'

const PREPARING_AT_ONCE = 24

/** Guests with full carts, quotes and payment tokens, so that nothing but the orders themselves is left to do. */
export async function prepareOrders(
  ports: Ports,
  count: number,
  wants: () => readonly string[],
  say: (text: string) => void = () => undefined,
): Promise<Wish[]> {
  const ready: Wish[] = []
  let left = count
  await Promise.all(
    Array.from({ length: Math.min(PREPARING_AT_ONCE, count) }, async () => {
      while (left-- > 0) {
        ready.push(await readyToOrder(ports, wants()))
        if (ready.length % 500 === 0) say(`${ready.length} of ${count} shoppers prepared…`)
      }
    }),
  )
  return ready
}

export const twoThings = (variants: readonly string[]) => () => twoOf(variants)

/**
 * Places them, so many at a time, but for the last `connections`: the load generator makes a request ready before it knows that it is not
 * needed any more. Only 201 counts: an order that is confirmed and paid for when it is answered.
 */
export async function placeAll(ports: Ports, wishes: readonly Wish[], connections: number): Promise<Measured> {
  const requests = wishes.map(({ guest: { token }, body }) => ({
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': newId() },
  }))
  let next = 0
  const vary = (request: autocannon.Request) => ({ ...request, ...requests[next++] })
  const url = `${addressOf(ports, 'order-service')}/v1/orders`
  return volley({ url, method: 'POST', vary, expected: 201 }, { connections, amount: wishes.length - connections })
}
