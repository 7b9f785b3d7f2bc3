import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { productApi } from '@mallhive/product-service/contract'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { seeded } from '@mallhive/testkit'
import { customerOf } from '../fire/customer.ts'
import type { FragileShop } from '../fire/fragile-shop.ts'
import type { Gate } from '../fire/gate.ts'
import { after, place, placed, raceCourse, tally, type Runner, wholeFile } from '../fire/race-course.ts'
import { eventually } from '../surroundings/eventually.ts'
import { expected } from '../surroundings/services.ts'

const HOLD_MS = 15 * 60_000
/** As long as an order waits for its shopper, and its reservation with it. */
const SHOPPER_MS = 60 * 60_000
const ORDERS = 6
const ROUNDS = 4
const JITTER_MS = 80

/** Where an order stands still while its reservation expires. */
const POINTS = {
  reserve: { service: 'order-service', name: 'reserve' },
  authorise: { service: 'order-service', name: 'authorise' },
  confirm: { service: 'order-service', name: 'locked as materialized' },
  commit: { service: 'order-service', name: 'commitReservation' },
} as const
type Point = keyof typeof POINTS

/** What must become of an order that finds its reservation expired, by whether its thing is still there. */
const ENDS: Readonly<Record<Point, { readonly there: string; readonly gone: string }>> = {
  reserve: { there: 'failed:', gone: 'failed:' },
  authorise: { there: 'failed:', gone: 'failed:' },
  confirm: { there: 'failed: authorise void', gone: 'failed: authorise void' },
  commit: { there: 'confirmed: authorise capture', gone: 'cancelled: authorise capture refund' },
}
const ALLOWED = new Set(Object.values(ENDS).flatMap(({ there, gone }) => [there, gone]))

const course = raceCourse(wholeFile, { SECOND_STEP_MINUTES: '120' })

it('an order whose reservation expires before its next step buys what is left, or costs nothing (P3)', async () => {
  const { shop, runners, endsOf, gateBefore, settle } = await course
  for (const point of Object.keys(ENDS) as Point[]) {
    const gate = gateBefore(POINTS[point])
    const ordering = await runners(ORDERS)
    shop.mortals.befall(gate.fate)
    const answers = Promise.all(ordering.map(place))
    await stands(shop, gate, point, ordering)
    await shop.time.ahead(HOLD_MS + 60_000)
    await expired(shop, ordering)
    const [gone, there] = [ordering.slice(0, ORDERS / 2), ordering.slice(ORDERS / 2)]
    for (const { variantId } of gone) await takeAway(shop, variantId)
    // The lease of who stands here is over, too: others walk the order by now, up to this gate or to the end.
    gate.open()
    await answers
    const ends = [...gone.map(() => ENDS[point].gone), ...there.map(() => ENDS[point].there)]
    assert.deepEqual([point, ...(await endsOf(ordering))], [point, ...ends])
  }
  await settle()
})

it('reservations that expire at the very moment of reserving, paying, confirming and committing break no promise (P3)', async (t) => {
  const { shop, runners, endsOf, gateBefore, settle } = await course
  const seed = seeded(3)
  const ends: string[] = []
  for (const point of Array.from({ length: ROUNDS }, () => Object.keys(POINTS) as Point[]).flat()) {
    const moment = (name: string) => seed.integer(`${point} ${ends.length} ${name}`, JITTER_MS)
    const gate = gateBefore(POINTS[point])
    const ordering = await runners(ORDERS)
    shop.mortals.befall(gate.fate)
    const answers = Promise.all(ordering.map(place))
    await stands(shop, gate, point, ordering)
    await Promise.all([
      after(moment('time'), () => shop.time.ahead(HOLD_MS + 60_000)),
      after(moment('sweep'), shop.mortals.hurry),
      after(moment('gate'), gate.open),
      after(moment('rivals'), () => Promise.all(ordering.slice(0, ORDERS / 2).map((runner) => rival(shop, runner)))),
    ])
    await answers
    ends.push(...(await endsOf(ordering)))
  }
  t.diagnostic(tally(ends))
  assert.deepEqual(
    ends.filter((end) => !ALLOWED.has(end)),
    [],
  )
  await settle()
})

it('a shopper whose bank says yes in the last moment has bought, or pays nothing (P3, P6)', async (t) => {
  const { shop, runners, endsOf, settle } = await course
  const seed = seeded(4)
  const ordering = await runners(3 * ORDERS, TEST_CARDS.asksForSecondStep)
  const orders = await Promise.all(ordering.map(placed))
  const goes = ordering.map(({ customer }, index) =>
    after(seed.integer(`answer ${index}`, 4 * JITTER_MS), async () => {
      await customer.tellBank(orders[index]!, 'approve')
      await customer.orders.resumeOrder({ params: { orderId: orders[index]!.id } })
    }),
  )
  await Promise.all([
    ...goes,
    after(2 * JITTER_MS, () => shop.time.ahead(SHOPPER_MS + 1_000)),
    after(2.5 * JITTER_MS, shop.mortals.hurry),
    after(3 * JITTER_MS, () => Promise.all(ordering.slice(0, ORDERS).map((runner) => rival(shop, runner)))),
  ])
  const ends = await endsOf(ordering)
  t.diagnostic(tally(ends))
  assert.deepEqual(
    ends.filter((end) => !ALLOWED.has(end)),
    [],
  )
  await settle()
})

/** Until every order has come to the gate. */
async function stands({ books }: FragileShop, gate: Gate, point: Point, runners: readonly Runner[]): Promise<void> {
  if (point !== 'confirm') return gate.holds(runners.length)
  // Those who confirm share a statement: who comes while it is held waits behind it.
  await gate.holds(1)
  const owners = [runners.map(({ customer }) => customer.userId)]
  const text = 'select id::text from shop_order where owner_id = any($1::uuid[])'
  const ids = (await books.query<{ id: string }>('order-service', text, owners)).map(({ id }) => id)
  await eventually('every payment to be authorised', async () => {
    const charges = 'select from movement where key = any($1::text[])'
    return (await books.query('sandbox-provider', charges, [ids])).length === runners.length
  })
}

/** Somebody else wants the same thing, of which there is one. Whoever comes a moment too late is told so before they can order. */
async function rival(shop: FragileShop, { variantId }: Runner): Promise<void> {
  const { order, orders } = await customerOf(shop)
  const request = await order(variantId)
  await orders.placeOrder(request)
}

/** Until nothing of it is reserved any more. */
const expired = ({ books, mortals }: FragileShop, runners: readonly Runner[]) =>
  eventually('the reservations to expire', async () => {
    mortals.hurry()
    const [row] = await books.query<{ reserved: number }>(
      'product-service',
      'select sum(reserved)::int as reserved from stock_level where variant_id = any($1::uuid[])',
      [runners.map(({ variantId }) => variantId)],
    )
    return row!.reserved === 0
  })

/** The merchant has sold it over the counter. */
async function takeAway(shop: FragileShop, variantId: string): Promise<void> {
  const products = shop.client(productApi, await shop.adminToken())
  expected(200, await products.adjustStock({ params: { variantId }, body: { by: -1 }, idempotencyKey: newId() }))
}
