import assert from 'node:assert/strict'
import type { Answer, Api, Client } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { cartApi } from '@mallhive/cart-service/contract'
import { orderApi } from '@mallhive/order-service/contract'
import { sandboxApi, TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { userApi } from '@mallhive/user-service/contract'
import { eventually } from '../surroundings/eventually.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { expected } from '../surroundings/services.ts'
import { orderFor, type Wish } from '../surroundings/shopper.ts'
import type { WiredShop } from './wired-shop.ts'

/** The promise of the issue: longer than this nobody is stuck once the trouble is over. */
export const HEALED_WITHIN_MS = 30_000

/** A connection is given up two seconds after the time of a statement, which is that of a request; the rest is for a crowded machine. */
const TOLD_WITHIN_MS = 20_000

/** An answer as callers read it. */
export interface Said {
  readonly status: number
  readonly code: string | undefined
  /** It says when to come again. */
  readonly mayRetry: boolean
  readonly body: unknown
  readonly ms: number
}

/** A guest with things in the cart and a card, who is about to press the button. */
export interface Customer {
  readonly userId: string
  readonly lines: readonly Wish[]
  readonly carts: Client<typeof cartApi>
  asks(ask: (client: <A extends Api>(api: A) => Client<A>) => Promise<unknown>): Promise<Said>
  /** Presses it: each time the same order. */
  press(): Promise<Said>
  /** How the order stands, by its state. */
  state(): Promise<string | undefined>
}

export async function customerOf(
  shop: WiredShop,
  lines: readonly Wish[],
  card: string = TEST_CARDS.approves,
): Promise<Customer> {
  const { accessToken, user } = expected(201, await shop.client(userApi).createGuest({ body: {} }))
  const of = <A extends Api>(api: A) => shop.client(api, accessToken)
  // After an outage a neighbour may be left alone for two more seconds.
  for (const body of lines)
    await eventually('a place in the cart', async () => {
      const answer = await of(cartApi).addItem({ params: { userID: user.id }, body })
      return answer.status === 200
    })
  const quote = await eventually('a quote', async () => {
    const answer = await of(orderApi).createQuote({ body: { lines: [...lines], country: 'DE' } })
    return answer.status === 201 && answer.body
  })
  const numbers = { number: card, expiryMonth: 12, expiryYear: 2040, code: '123' }
  const { token } = expected(201, await shop.client(sandboxApi).createToken({ body: numbers }))
  const request = { idempotencyKey: newId(), body: orderFor(lines, quote, token) }
  const asks: Customer['asks'] = (ask) => heard(() => ask(of) as Promise<Answer>)
  return {
    userId: user.id,
    lines,
    carts: of(cartApi),
    asks,
    press: () => asks((to) => to(orderApi).placeOrder(request)),
    async state() {
      const answer = await of(orderApi).listOrders({})
      return answer.status === 200 ? answer.body.items[0]?.state : undefined
    },
  }
}

/** Either it was taken, or who asked was told when to come again; and nobody waited for more than the time of a statement. */
export function assertToldInTime({ status, code, mayRetry, ms }: Said): void {
  assert.ok(ms < TOLD_WITHIN_MS, `told after ${ms} ms`)
  if (status < 300) return
  assert.ok(mayRetry && ['service.unavailable', 'service.timeout'].includes(code ?? ''), `${status} ${code}`)
}

async function heard(ask: () => Promise<Answer>): Promise<Said> {
  const began = performance.now()
  const { status, body, headers } = await ask()
  return {
    status,
    code: (body as { code?: string } | undefined)?.code,
    mayRetry: Number(headers?.['retry-after']) > 0,
    body,
    ms: performance.now() - began,
  }
}

/** Something to sell. */
export async function wishOf(shop: WiredShop, quantity = 2, onHand = 50): Promise<Wish> {
  const sold = await merchantOf(shop, await shop.adminToken()).sells(`Vase ${newId()}`, { price: 3_000, onHand })
  return { variantId: variantOf(sold), quantity }
}

/** Presses as people and browsers do until the order is there; then waits, without another word, until it is confirmed and all promises are kept. */
export async function endsWell(shop: WiredShop, customers: readonly Customer[]): Promise<number> {
  const began = performance.now()
  for (const customer of customers)
    await eventually(
      'the order to be taken',
      async () => [201, 202].includes((await customer.press()).status),
      HEALED_WITHIN_MS,
    )
  await atRest(shop, customers, HEALED_WITHIN_MS - (performance.now() - began))
  for (const customer of customers) {
    const state = await customer.state()
    if (state !== 'confirmed') throw new Error(`the order ended as ${state}`)
  }
  return performance.now() - began
}

/** Nothing is under way any more, and the books of all services and of the provider agree. */
export async function atRest(
  shop: WiredShop,
  customers: readonly Customer[],
  withinMs = HEALED_WITHIN_MS,
): Promise<void> {
  const userIds = customers.map(({ userId }) => userId)
  const variantIds = customers.flatMap(({ lines }) => lines.map(({ variantId }) => variantId))
  let left: readonly string[] = []
  const look = async () => {
    const orders = await shop.books.query<{ id: string }>(
      'order-service',
      'select id from shop_order where owner_id = any($1::uuid[])',
      [userIds],
    )
    const scope = { variantIds, orderIds: orders.map(({ id }) => id) }
    left = [...(await shop.books.unrest(scope)), ...(await shop.books.faults(scope))]
    return left.length === 0
  }
  await eventually('all promises to be kept', look, withinMs).catch((error: Error) => {
    throw new Error(`${error.message}: ${left.join('; ')}`)
  })
}
