import { setTimeout as pause } from 'node:timers/promises'
import { seeded, type Fate, type Trouble } from '@mallhive/testkit'
import type { Effect } from '@mallhive/chassis'
import { plan, stockShop, visit, type Plan, type Visit } from './crowd.ts'
import type { FragileShop } from './fragile-shop.ts'
import type { Books } from './invariants.ts'

const LOOK_EVERY_MS = 20
/** Before the clock is moved: what takes its real time, such as a neighbour that is left alone for a while, is left to. */
const LOOKS = 20
const LATER_LOOKS = 4
const LAST_LOOKS = 400
const STEP_MS = 5_000
const STEPS_UNTIL_MS = 60_000
const REST_WITHIN_MS = 40 * 60_000

export interface Outcome {
  readonly faults: readonly string[]
  /** Shop's time from the end of the trouble until everything had come to rest. */
  readonly restMs: number
  /** The same for orders alone; those that wait for their shopper do not count. */
  readonly stuckMs: number
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

  const scope = { variantIds, orderIds: await ordersOf(books, visits) }
  const { restMs, stuckMs, faults } = await rest(shop, async () => [
    ...(await books.unrest(scope)).map((left) => `not at rest: ${left}`),
    ...(await books.faults(scope)),
    ...(await cartFaults(books, visits)),
  ])
  return {
    faults,
    restMs,
    stuckMs,
    orders: scope.orderIds.length,
    deaths: mortals.deaths - deathsBefore,
  }
}

const ordersOf = async (books: Books, visits: readonly Visit[]) =>
  (
    await books.query<{ id: string }>('order-service', 'select id from shop_order where owner_id = any($1::uuid[])', [
      visits.map(({ userId }) => userId),
    ])
  ).map(({ id }) => id)

/** Lets everything come to an end: first by itself, then with the clock moved on. What is wrong after the last move stays wrong. */
export async function rest(
  { mortals, time }: FragileShop,
  look: () => Promise<readonly string[]>,
): Promise<{ restMs: number; stuckMs: number; faults: readonly string[] }> {
  let stuckMs = 0
  for (let restMs = 0; ; ) {
    const isLast = restMs >= REST_WITHIN_MS
    const faults = await patiently(look, mortals, isLast ? LAST_LOOKS : restMs < STEPS_UNTIL_MS ? LOOKS : LATER_LOOKS)
    // Only from the end of the trouble on: what a shopper leaves undone comes to its end much later.
    if (faults.some(isStuck) && stuckMs === restMs) stuckMs += STEP_MS
    if (faults.length === 0 || isLast) return { restMs, stuckMs, faults }
    const step = restMs < STEPS_UNTIL_MS ? STEP_MS : restMs
    await time.ahead(step)
    restMs += step
  }
}

async function patiently(look: () => Promise<readonly string[]>, mortals: FragileShop['mortals'], looks: number) {
  for (let left = looks; ; left--) {
    const faults = await look()
    if (faults.length === 0 || left === 0) return faults
    mortals.hurry()
    await pause(LOOK_EVERY_MS)
  }
}

const isStuck = (fault: string) => /orders under way/.test(fault) && !fault.endsWith(' waiting')

/** A cart holds what was added and not bought. */
async function cartFaults(books: Books, visits: readonly Visit[]): Promise<string[]> {
  const faults: string[] = []
  for (const { userId, added } of visits) {
    const [bought] = await books.query<{ count: number }>(
      'order-service',
      'select count(*)::int as count from shop_order where owner_id = $1 and number is not null',
      [userId],
    )
    const rows = await books.query<{ variant_id: string; quantity: number }>(
      'cart-service',
      'select variant_id, quantity from cart_line where user_id = $1 order by 1',
      [userId],
    )
    const expected = bought!.count > 0 ? [] : added.map(({ variantId, quantity }) => `${variantId} ${quantity}`).sort()
    const found = rows.map(({ variant_id, quantity }) => `${variant_id} ${quantity}`).sort()
    const isWithin = bought!.count > 0 ? found.length === 0 : expected.every((line) => found.includes(line))
    if (!isWithin) faults.push(`the cart of ${userId} holds [${found}], not [${expected}]`)
  }
  return faults
}

const TROUBLES: Readonly<Record<Effect['kind'], readonly Exclude<Trouble['kind'], 'waits'>[]>> = {
  statement: ['dies before', 'dies after', 'fails before', 'late'],
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
