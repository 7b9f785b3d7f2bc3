import assert from 'node:assert/strict'
import { after as atEnd, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { orderApi, type Order } from '@mallhive/order-service/contract'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { eventually } from '../surroundings/eventually.ts'
import { stubborn } from '../surroundings/stubborn.ts'
import { stockShop } from './crowd.ts'
import { customerOf, STUBBORN, type Customer } from './customer.ts'
import { fragileShop, type FragileShop } from './fragile-shop.ts'
import { gateBefore, type Gate, type Held } from './gate.ts'
import { rest } from './trial.ts'

/** Crowded machines are slow. */
const PATIENCE_MS = 60_000

type Placing = Awaited<ReturnType<Customer['order']>>

/** Somebody about to order the only thing of its kind. */
export interface Runner {
  readonly variantId: string
  readonly customer: Customer
  readonly request: Placing
}

/** For a course that all tests of a file share: each has orders of its own. */
export const wholeFile: Pick<TestContext, 'after'> = { after: (work) => atEnd(work as () => unknown) }

/** A shop in which orders meet what comes at the same moment, and how each of them ended. */
export async function raceCourse(t: Pick<TestContext, 'after'>, given: Readonly<Record<string, string>> = {}) {
  const gates: Gate[] = []
  // Before the services are stopped: they wait for what is under way.
  t.after(() => gates.forEach(({ open }) => open()))
  const shop = await fragileShop(t, { given })
  const all: string[] = []
  return {
    shop,
    async runners(count: number, card: string = TEST_CARDS.approves): Promise<readonly Runner[]> {
      const variantIds = await stockShop(
        shop,
        Array.from({ length: count }, () => 1),
      )
      all.push(...variantIds)
      return Promise.all(
        variantIds.map(async (variantId) => {
          const customer = await customerOf(shop)
          return { variantId, customer, request: await customer.order(variantId, card) }
        }),
      )
    },
    /** Holds these effects of all orders back until it is opened. */
    gateBefore(...effects: readonly Held[]): Gate {
      const gate = gateBefore(...effects)
      gates.push(gate)
      return gate
    },
    /** As an admin, who may cancel anybody's order. */
    staff: async () => shop.client(orderApi, await shop.adminToken()),
    /** How each order has ended: its state, and what the provider has in its ledger. */
    endsOf: (runners: readonly Runner[]) => endsOf(shop, runners),
    /** Lets everything come to rest, and compares all books. */
    async settle(): Promise<void> {
      shop.mortals.befall(() => undefined)
      const rows = await shop.books.query<{ id: string }>('order-service', 'select id from shop_order')
      const scope = { variantIds: all, orderIds: rows.map(({ id }) => id) }
      const { faults } = await rest(shop, async () => [
        ...(await shop.books.unrest(scope)),
        ...(await shop.books.faults(scope)),
      ])
      assert.deepEqual(faults, [])
    },
  }
}

export const place = ({ customer, request }: Runner) => stubborn(() => customer.orders.placeOrder(request), STUBBORN)

/** Places an order that is expected to be stored; answers it as it was answered. */
export async function placed(runner: Runner): Promise<Order> {
  const answer = await place(runner)
  if (answer?.status !== 201 && answer?.status !== 202) throw new Error(`not placed: ${JSON.stringify(answer)}`)
  return answer.body as Order
}

async function endsOf({ books, mortals }: FragileShop, runners: readonly Runner[]): Promise<string[]> {
  const ends = async () => {
    const rows = await books.query<{ id: string; owner: string; state: string; saga: string }>(
      'order-service',
      'select id, owner_id as owner, state, saga from shop_order where owner_id = any($1::uuid[])',
      [runners.map(({ customer }) => customer.userId)],
    )
    return runners.map(({ customer }) => rows.find(({ owner }) => owner === customer.userId))
  }
  const haveEnded = async () => {
    mortals.hurry()
    return (await ends()).every((order) => /^(committed|failed|cancelled)$/.test(order?.saga ?? ''))
  }
  await eventually('the orders to end', haveEnded, PATIENCE_MS)
  return Promise.all(
    (await ends()).map(async (order) => {
      const text = 'select kind from movement where key = $1 order by seq'
      const kinds = await books.query<{ kind: string }>('sandbox-provider', text, [order!.id])
      return [`${order!.state}:`, ...kinds.map(({ kind }) => kind)].join(' ')
    }),
  )
}

/** How often each has come to pass, for those who read the test's output. */
export const tally = (ends: readonly string[]): string =>
  [...Map.groupBy(ends, (end) => end)].map(([end, same]) => `${same.length} × ${end}`).join(', ')

export async function after(ms: number, work: () => unknown): Promise<void> {
  await pause(ms)
  await work()
}
