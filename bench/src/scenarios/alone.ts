import { someVariants } from '../mall.ts'
import { oneByOne, walk } from '../measure.ts'
import { prepareOrders, twoThings } from '../prepared-orders.ts'
import { becomesQuiet } from '../quiet.ts'
import { milliseconds } from '../row.ts'
import { checkout, must, place } from '../shopper.ts'
import type { Scenario } from './scenario.ts'

const WARM_UP_ORDERS = 50
const ORDER_MS = 8
const FLOW_MS = 20

export const alone: Scenario = {
  name: 'alone',
  about: 'one shopper in an empty shop: the order, and the whole way',
  async run({ mall, row, seconds }) {
    const { ports, pid } = await mall()
    const variants = await someVariants(await mall())
    const wishes = await prepareOrders(ports, WARM_UP_ORDERS + 60 * seconds, twoThings(variants))
    await becomesQuiet(pid)
    const orders = wishes.map((wish) => async () => must(201, await place(ports, wish)))
    await oneByOne(orders.slice(0, WARM_UP_ORDERS))
    const order = await oneByOne(orders.slice(WARM_UP_ORDERS))
    row({
      what: 'one shopper alone: the order',
      measured: milliseconds(order),
      target: `≤ ${ORDER_MS} ms (p50)`,
      isMet: order.p50 <= ORDER_MS,
    })
    await becomesQuiet(pid)
    const flow = await walk(() => checkout(ports, variants), { shoppers: 1, seconds })
    row({
      what: 'one shopper alone: the whole checkout',
      measured: milliseconds(flow),
      target: `≤ ${FLOW_MS} ms (p50)`,
      isMet: flow.p50 <= FLOW_MS,
      failed: flow.failed,
    })
  },
}
