import { setTimeout as pause } from 'node:timers/promises'
import { seeded, type Fate, type Trouble } from '@mallhive/testkit'
import type { Effect } from '@mallhive/chassis'
import { plan, stockShop, visit, type Plan, type Visit } from './crowd.ts'
import type { FragileShop } from './fragile-shop.ts'
import type { Books } from './invariants.ts'
import { rest, type Rest } from './rest.ts'

export { rest } from './rest.ts'

/** Who looks after processes sees a death so often. */
const LOOK_EVERY_MS = 20

export interface Outcome extends Rest {
  readonly orders: number
  readonly deaths: number
}

/** A crowd in a shop where, from a seed, services die and connections fail; then peace, and the books are compared. */
export async function trial(shop: FragileShop, number: number, chance = 0.02): Promise<Outcome> {
  const seed = seeded(number)
  const onHand = [1 + seed.integer('stock 1', 4), 1 + seed.integer('stock 2', 6)]
  const crowd = Array.from({ length: 2 + seed.integer('shoppers', 3) }, (_, index) => `shopper ${index}`)
  return play(shop, onHand, (variantIds) => crowd.map((name) => plan(seed, name, variantIds)), randomly(seed, chance))
}

/** The same with whatever crowd and fate. */
export async function play(
  shop: FragileShop,
  onHand: readonly number[],
  plans: (variantIds: readonly string[]) => readonly Plan[],
  fate: Fate,
): Promise<Outcome> {
  const { mortals, books } = shop
  const variantIds = await stockShop(shop, onHand)
  const deathsBefore = mortals.deaths
  let isOver = false
  const supervisor = (async () => {
    while (!isOver) {
      await mortals.revive()
      await pause(LOOK_EVERY_MS)
    }
  })()
  mortals.befall(fate)
  const visits = await Promise.all(plans(variantIds).map((each) => visit(shop, each)))
  mortals.befall(() => undefined)
  isOver = true
  await supervisor
  await mortals.revive()

  const scope = { variantIds, orderIds: await ordersOf(books, visits, variantIds) }
  const rested = await rest(shop, async () => {
    const left = await books.unrest(scope)
    if (left.length > 0) return left.map((each) => `not at rest: ${each}`)
    return [...(await books.faults(scope)), ...(await doubles(books, visits)), ...(await cartFaults(books, visits))]
  })
  return { ...rested, orders: scope.orderIds.length, deaths: mortals.deaths - deathsBefore }
}

/** What these shoppers ordered, and whatever else took from these shelves: an order that nobody knows must not have done so. */
async function ordersOf(books: Books, visits: readonly Visit[], variantIds: readonly string[]): Promise<string[]> {
  const userIds = visits.map(({ userId }) => userId)
  const found = await Promise.all([
    books.query<{ id: string }>('order-service', 'select id from shop_order where owner_id = any($1::uuid[])', [
      userIds,
    ]),
    books.query<{ id: string }>(
      'product-service',
      'select distinct order_id as id from reservation_line where variant_id = any($1::uuid[])',
      [variantIds],
    ),
  ])
  return [...new Set(found.flat().map(({ id }) => id))]
}

/** However often it was asked for: who ordered by one key has one order. */
async function doubles(books: Books, visits: readonly Visit[]): Promise<string[]> {
  const rows = await books.query<{ owner_id: string; orders: number }>(
    'order-service',
    'select owner_id, count(*)::int as orders from shop_order where owner_id = any($1::uuid[]) group by 1 having count(*) > 1',
    [visits.map(({ userId }) => userId)],
  )
  return rows.map(({ owner_id, orders }) => `${owner_id} ordered once and has ${orders} orders`)
}

/** A cart holds what was added and not bought. */
async function cartFaults(books: Books, visits: readonly Visit[]): Promise<string[]> {
  const userIds = [visits.map(({ userId }) => userId)]
  const buyers = await books.query<{ owner_id: string }>(
    'order-service',
    'select distinct owner_id from shop_order where owner_id = any($1::uuid[]) and number is not null',
    userIds,
  )
  const lines = await books.query<{ user_id: string; line: string }>(
    'cart-service',
    `select user_id, variant_id || ' ' || quantity as line from cart_line where user_id = any($1::uuid[])`,
    userIds,
  )
  return visits.flatMap(({ userId, added }) => {
    const hasBought = buyers.some(({ owner_id }) => owner_id === userId)
    const expected = hasBought ? [] : added.map(({ variantId, quantity }) => `${variantId} ${quantity}`)
    const found = lines.filter(({ user_id }) => user_id === userId).map(({ line }) => line)
    const isWithin = hasBought ? found.length === 0 : expected.every((line) => found.includes(line))
    return isWithin ? [] : [`the cart of ${userId} holds [${found}], not [${expected}]`]
  })
}

const TROUBLES: Readonly<Record<Effect['kind'], readonly Exclude<Trouble['kind'], 'waits'>[]>> = {
  statement: ['dies before', 'dies after', 'fails before', 'fails after', 'late'],
  call: ['dies before', 'dies after', 'fails before', 'fails after', 'twice', 'late'],
  publish: ['dies before', 'dies after', 'fails before', 'fails after', 'twice'],
  delivery: ['dies before', 'dies after', 'fails before', 'fails after', 'twice'],
}

/** Each effect of each run has its own lot, whatever came before it. */
export function randomly(seed: ReturnType<typeof seeded>, chance: number): Fate {
  return (effect, count) => {
    const name = `${effect.service} ${effect.kind} ${effect.name} ${count}`
    if (seed.fraction(`befalls ${name}`) >= chance) return undefined
    const kind = seed.choice(`kind ${name}`, TROUBLES[effect.kind])
    return kind === 'late' ? { kind, ms: 1 + seed.integer(`late ${name}`, 40) } : { kind }
  }
}
