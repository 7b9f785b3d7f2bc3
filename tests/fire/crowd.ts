import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { cartApi } from '@mallhive/cart-service/contract'
import { orderApi, type Order } from '@mallhive/order-service/contract'
import { productApi } from '@mallhive/product-service/contract'
import { sandboxApi, TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { userToken, type Seeded } from '@mallhive/testkit'
import { orderFor, type Wish } from '../surroundings/shopper.ts'
import type { FragileShop } from './fragile-shop.ts'

const TRIES_MAX = 10
const AGAIN_AFTER_MS = 15
const CARDS = [
  TEST_CARDS.approves,
  TEST_CARDS.approves,
  TEST_CARDS.approves,
  TEST_CARDS.declines,
  TEST_CARDS.asksForSecondStep,
  TEST_CARDS.answersSlowly,
  TEST_CARDS.chargesThenTimesOut,
  TEST_CARDS.capturesThenTimesOut,
  TEST_CARDS.refusesCapture,
]

/** A shopper as the seed wants them. */
export interface Plan {
  readonly lines: readonly Wish[]
  readonly card: string
  /** At the bank's page; `leaves` never answers. */
  readonly atBank: 'approve' | 'decline' | 'leaves'
  readonly cancels: boolean
  readonly pressesTwice: boolean
}
export interface Visit {
  readonly plan: Plan
  readonly userId: string
  /** Put into the cart for certain. */
  readonly added: readonly Wish[]
}

export function plan(seed: Seeded, name: string, variantIds: readonly string[], card?: string): Plan {
  const variants = seed.fraction(`${name} lines`) < 0.4 ? variantIds : [seed.choice(`${name} variant`, variantIds)]
  return {
    lines: variants.map((variantId) => ({ variantId, quantity: 1 + seed.integer(`${name} ${variantId}`, 2) })),
    card: card ?? seed.choice(`${name} card`, CARDS),
    atBank: seed.choice(`${name} bank`, ['approve', 'approve', 'decline', 'leaves']),
    cancels: seed.fraction(`${name} cancels`) < 0.2,
    pressesTwice: seed.fraction(`${name} twice`) < 0.25,
  }
}

/** Two things to sell, with so many of each. */
export async function stockShop(shop: FragileShop, onHand: readonly number[]): Promise<string[]> {
  const products = shop.client(productApi, await shop.adminToken())
  const ids: string[] = []
  for (const count of onHand) {
    const variants = [{ options: [], price: { amount: 1_500, currency: 'EUR' }, onHand: count, grams: 300 }]
    const made = await products.createProduct({
      body: { title: `Thing ${newId()}`, status: 'active', variants },
      idempotencyKey: newId(),
    })
    if (made.status !== 201) throw new Error(`nothing to sell: ${JSON.stringify(made.body)}`)
    ids.push(made.body.variants[0]!.id)
  }
  return ids
}

/** Fills a cart, orders, pays, perhaps changes their mind. Tries again what had no answer, as browsers and people do, and gives up in the end. */
export async function visit(shop: FragileShop, plan: Plan): Promise<Visit> {
  const userId = newId()
  const token = await userToken({ id: userId, guest: true })
  const carts = shop.client(cartApi, token)
  const added: Wish[] = []
  for (const wish of plan.lines) {
    const idempotencyKey = newId()
    const answer = await stubborn(() => carts.addItem({ params: { userID: userId }, body: wish, idempotencyKey }))
    if (answer?.status === 200) added.push(wish)
  }
  await order(shop.client(orderApi, token), shop.client(sandboxApi, token), plan)
  return { plan, userId, added }
}

async function order(orders: Client<typeof orderApi>, sandbox: Client<typeof sandboxApi>, plan: Plan): Promise<void> {
  const lines = [...plan.lines]
  const quote = await stubborn(() => orders.createQuote({ body: { lines, country: 'DE' } }))
  const token = await stubborn(() =>
    sandbox.createToken({ body: { number: plan.card, expiryMonth: 12, expiryYear: 2040, code: '123' } }),
  )
  if (quote?.status !== 201 || token?.status !== 201) return
  const request = { idempotencyKey: newId(), body: orderFor(lines, quote.body, token.body.token) }
  const place = () => stubborn(() => orders.placeOrder(request))
  const [placed] = await Promise.all(plan.pressesTwice ? [place(), place()] : [place()])
  if (placed?.status !== 201 && placed?.status !== 202) return
  const { id, nextAction } = placed.body as Order
  const params = { orderId: id }
  if (nextAction && plan.atBank !== 'leaves') {
    const chargeId = /second-step\/([^/]+)$/.exec(nextAction.url)![1]!
    const stream = () => new Blob(['']).stream() as ReadableStream<Uint8Array>
    const decision = plan.atBank
    await stubborn(() => sandbox.decideSecondStep({ params: { chargeId, decision }, stream: stream() }))
    await stubborn(() => orders.resumeOrder({ params }))
  }
  if (plan.cancels) await stubborn(() => orders.cancelOrder({ params, body: {} }))
}

/** Asks again while there is no answer, or one that says to ask again. Undefined: gave up. */
async function stubborn<R extends { readonly status: number; readonly body: unknown }>(
  ask: () => Promise<R>,
): Promise<R | undefined> {
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const answer = await ask().catch(() => undefined)
    const code = (answer?.body as { code?: string } | undefined)?.code
    if (answer && answer.status < 500 && code !== 'idempotency.running') return answer
    await pause(AGAIN_AFTER_MS * tries)
  }
  return undefined
}
