import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { orderApi, type Order } from '@mallhive/order-service/contract'
import type { Client } from '@mallhive/contract'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { seeded } from '@mallhive/testkit'
import type { FragileShop } from '../fire/fragile-shop.ts'
import { after, placed, raceCourse, tally, wholeFile } from '../fire/race-course.ts'
import { eventually } from '../surroundings/eventually.ts'

const ORDERS = 8
const JITTER_MS = 60
const BOUGHT = 'confirmed: authorise capture'
const NEVER_TAKEN = 'cancelled: authorise void'
const GIVEN_BACK = 'cancelled: authorise capture refund'

const CAPTURE = { service: 'order-service', name: 'capture' }
const COMMIT = { service: 'order-service', name: 'commitReservation' }
const VOID = { service: 'order-service', name: 'voidPayment' }
const CHANGE = { service: 'order-service', name: 'done as ( update shop_order set state' }

type Orders = Client<typeof orderApi>

/** Answers the status, and the state of an order that was cancelled. */
async function cancel(orders: Orders, orderId: string): Promise<string> {
  const { status, body } = await orders.cancelOrder({ params: { orderId }, body: {}, idempotencyKey: newId() })
  return status === 200 ? (body as Order).state : String(status)
}

/** From two tabs of the shopper, and the merchant too. */
const cancelAll = (shopper: Orders, staff: Orders, orderId: string) =>
  Promise.all([cancel(shopper, orderId), cancel(staff, orderId), cancel(shopper, orderId)])

const course = raceCourse(wholeFile)

it('cancelled at the very moment when it is confirmed and paid, an order is bought, or its money goes back once (P21)', async (t) => {
  const { runners, staff, endsOf, settle } = await course
  const [merchant, seed] = [await staff(), seeded(5)]
  const ordering = await runners(4 * ORDERS, TEST_CARDS.asksForSecondStep)
  const orders = await Promise.all(ordering.map(placed))
  const answers = await Promise.all(
    ordering.map(async ({ customer }, index) => {
      const { id: orderId } = orders[index]!
      await customer.tellBank(orders[index]!, 'approve')
      const said: string[] = []
      const cancels = [0, 1, 2].map((turn) =>
        after(seed.integer(`cancel ${index} ${turn}`, JITTER_MS), async () =>
          said.push(...(await cancelAll(customer.orders, merchant, orderId))),
        ),
      )
      await Promise.all([customer.orders.resumeOrder({ params: { orderId } }), ...cancels])
      return said
    }),
  )
  const ends = await endsOf(ordering)
  t.diagnostic(tally(ends))
  for (const [index, end] of ends.entries()) {
    assert.ok(
      answers[index]!.every((answer) => ['cancelled', '409'].includes(answer)),
      String(answers[index]),
    )
    // What one was told is what is true.
    const allowed = answers[index]!.includes('cancelled') ? [NEVER_TAKEN, GIVEN_BACK] : [BOUGHT]
    assert.ok(allowed.includes(end), `${end} after ${answers[index]}`)
  }
  await settle()
})

it('cancelled between confirmation and capture, an order is never paid: the late capture and the late commit find it gone (P21)', async () => {
  const { shop, runners, staff, endsOf, gateBefore, settle } = await course
  const gate = gateBefore(CAPTURE, COMMIT)
  const ordering = await runners(ORDERS)
  shop.mortals.befall(gate.fate)
  const orders = await Promise.all(ordering.map(placed))
  await gate.holds(2 * ORDERS)
  const merchant = await staff()
  const answers = await Promise.all(
    ordering.map(({ customer }, index) => cancelAll(customer.orders, merchant, orders[index]!.id)),
  )
  assert.deepEqual(
    answers,
    orders.map(() => ['cancelled', 'cancelled', 'cancelled']),
  )
  assert.deepEqual(
    await endsOf(ordering),
    orders.map(() => NEVER_TAKEN),
  )
  gate.open()
  await settle()
  assert.deepEqual(
    await endsOf(ordering),
    orders.map(() => NEVER_TAKEN),
  )
})

it('captured between the cancellation and its void, an order is paid back once (P21)', async () => {
  const { shop, runners, staff, endsOf, gateBefore, settle } = await course
  const [captures, voids] = [gateBefore(CAPTURE, COMMIT), gateBefore(VOID)]
  const ordering = await runners(ORDERS)
  shop.mortals.befall((effect, count) => captures.fate(effect, count) ?? voids.fate(effect, count))
  const orders = await Promise.all(ordering.map(placed))
  await captures.holds(2 * ORDERS)
  const merchant = await staff()
  const answers = Promise.all(
    ordering.map(({ customer }, index) => cancelAll(customer.orders, merchant, orders[index]!.id)),
  )
  await voids.holds(ORDERS)
  captures.open()
  await eventually('the money to be taken', async () => (await capturesOf(shop, orders)) === ORDERS)
  voids.open()
  assert.deepEqual(
    await answers,
    orders.map(() => ['cancelled', 'cancelled', 'cancelled']),
  )
  assert.deepEqual(
    await endsOf(ordering),
    orders.map(() => GIVEN_BACK),
  )
  await settle()
})

it('an order that is shipped and cancelled at the same moment is one of the two (P21)', async (t) => {
  const { shop, runners, staff, endsOf, settle } = await course
  const [merchant, seed] = [await staff(), seeded(6)]
  const ordering = await runners(3 * ORDERS)
  const orders = await Promise.all(ordering.map(placed))
  // Until what was said behind the reply is stored, too: nobody packs before.
  await endsOf(ordering)
  const outcomes = await Promise.all(
    ordering.map(async ({ customer }, index) => {
      const { id } = orders[index]!
      let isShipped = false
      let said: string[] = []
      const moment = (name: string) => seed.integer(`${name} ${index}`, JITTER_MS)
      await Promise.all([
        after(moment('ship'), async () => (isShipped = await ship(shop, id))),
        after(moment('cancel'), async () => (said = await cancelAll(customer.orders, merchant, id))),
      ])
      return isShipped ? ['shipped', ...said] : said
    }),
  )
  t.diagnostic(tally(outcomes.map((each) => each[0]!)))
  const ends = await endsOf(ordering)
  for (const [index, outcome] of outcomes.entries()) {
    const isShipped = outcome[0] === 'shipped'
    assert.deepEqual(outcome, isShipped ? ['shipped', '409', '409', '409'] : ['cancelled', 'cancelled', 'cancelled'])
    assert.equal(ends[index], isShipped ? BOUGHT : GIVEN_BACK)
  }
  await settle()
})

it('an order that is shipped while its cancellation is decided is not cancelled (P21)', async () => {
  const { shop, runners, endsOf, gateBefore, settle } = await course
  const ordering = await runners(ORDERS)
  const orders = await Promise.all(ordering.map(placed))
  // Until what was said behind the reply is stored, too.
  await endsOf(ordering)
  const gate = gateBefore(CHANGE)
  shop.mortals.befall(gate.fate)
  const answers = Promise.all(ordering.map(({ customer }, index) => cancel(customer.orders, orders[index]!.id)))
  await gate.holds(1)
  assert.deepEqual(
    await Promise.all(orders.map(({ id }) => ship(shop, id))),
    orders.map(() => true),
  )
  gate.open()
  assert.deepEqual(
    await answers,
    orders.map(() => '409'),
  )
  assert.deepEqual(
    await endsOf(ordering),
    orders.map(() => BOUGHT),
  )
  await settle()
})

async function capturesOf({ books }: FragileShop, orders: readonly Order[]): Promise<number> {
  const [row] = await books.query<{ count: number }>(
    'sandbox-provider',
    "select count(*)::int as count from movement where kind = 'capture' and key = any($1::text[])",
    [orders.map(({ id }) => id)],
  )
  return row!.count
}

/** The parcel leaves, as whoever ships will write it down: only while nobody has cancelled. Nothing ships yet. */
async function ship({ books }: FragileShop, orderId: string): Promise<boolean> {
  const rows = await books.query(
    'order-service',
    `update shop_order set fulfilment_status = 'shipped', version = version + 1
     where id = $1 and state = 'confirmed' and fulfilment_status = 'unfulfilled' returning id`,
    [orderId],
  )
  return rows.length > 0
}
