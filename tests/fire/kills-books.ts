import { setTimeout as pause } from 'node:timers/promises'
import type { Books } from './invariants.ts'
import type { Visit } from './kills-shoppers.ts'

const LOOK_EVERY_MS = 250
/** Orders that are compared at a time. */
const CHUNK = 500
/** What a killed process had in hand is free by then, one lease after the other: the bus, a mail, a webhook. */
const REST_WITHIN_MS = 150_000
/** A webhook that the provider had in hand when it was killed comes minutes later. That is another party's, and no order waits for it. */
const ANOTHER_PARTY = 'sandbox-provider: '

/** Orders that are neither confirmed and paid nor given up; those that wait for a person's decision are decided as far as the shop can. */
const UNDECIDED = `select id::text, saga from shop_order where saga not in ('committed', 'failed', 'cancelled') and not on_hold and placed_at <= $1`

/** Waits until every order that was placed by now is decided, and answers how long that took. Gives up after a time, with faults. */
export async function untilDecided(books: Books, withinMs: number): Promise<{ ms: number; faults: string[] }> {
  const [now, began] = [new Date(), performance.now()]
  for (;;) {
    const left = await books.query<{ id: string; saga: string }>('order-service', UNDECIDED, [now])
    const ms = Math.round(performance.now() - began)
    if (left.length === 0) return { ms, faults: [] }
    if (ms > withinMs) return { ms, faults: left.map(({ id, saga }) => `${id} was still ${saga} after ${ms} ms`) }
    await pause(LOOK_EVERY_MS)
  }
}

/** Waits until everything has come to rest, then compares the books of all services. Empty: every promise was kept. */
export async function compared(
  books: Books,
  visits: readonly Visit[],
  variantIds: readonly string[],
): Promise<string[]> {
  const orderIds = (await books.query<{ id: string }>('order-service', 'select id from shop_order')).map(({ id }) => id)
  const giveUpAt = performance.now() + REST_WITHIN_MS
  for (;;) {
    const left = (await books.unrest({ orderIds, variantIds })).filter((line) => !line.startsWith(ANOTHER_PARTY))
    const carts = left.length > 0 ? [] : await cartFaults(books, visits)
    if (left.length + carts.length === 0) break
    if (performance.now() > giveUpAt) return [...left.map((line) => `not at rest: ${line}`), ...carts]
    await pause(LOOK_EVERY_MS)
  }
  const faults = await books.faults({ orderIds: [], variantIds })
  for (let at = 0; at < orderIds.length; at += CHUNK)
    faults.push(...(await books.faults({ orderIds: orderIds.slice(at, at + CHUNK), variantIds: [] })))
  return [...new Set(faults)]
}

/** A cart holds what was put into it for certain, and nothing once it was bought. */
async function cartFaults(books: Books, visits: readonly Visit[]): Promise<string[]> {
  const userIds = [visits.map(({ userId }) => userId)]
  const bought = await books.query<{ owner_id: string }>(
    'order-service',
    'select owner_id::text from shop_order where owner_id = any($1::uuid[]) and number is not null',
    userIds,
  )
  const lines = await books.query<{ user_id: string; variant_id: string; quantity: number }>(
    'cart-service',
    'select user_id::text, variant_id::text, quantity from cart_line where user_id = any($1::uuid[])',
    userIds,
  )
  const buyers = new Set(bought.map((row) => row.owner_id))
  const held = new Map(lines.map((line) => [line.user_id, `${line.variant_id} ${line.quantity}`]))
  return visits.flatMap(({ userId, added }) => {
    const holds = held.get(userId)
    if (buyers.has(userId)) return holds === undefined ? [] : [`the cart of ${userId} holds ${holds}, which was bought`]
    const expected = added && `${added.variantId} ${added.quantity}`
    return expected === undefined || holds === expected ? [] : [`the cart of ${userId} holds ${holds}, not ${expected}`]
  })
}
