import { someVariants } from '../mall.ts'
import { placeAll, prepareOrders, twoThings } from '../prepared-orders.ts'
import { becomesQuiet } from '../quiet.ts'
import { besideLimit, count } from '../row.ts'
import type { Scenario } from './scenario.ts'

const SHOPPERS = 32
const WARM_UP_ORDERS = 600
const ORDERS_MAX = 60_000

export const order: Scenario = {
  name: 'order',
  about: 'POST /v1/orders alone, 32 shoppers, beside an order in one SQL statement',
  async run({ mall, limit, row, say, seconds }) {
    const { ports, pid } = await mall()
    const wants = twoThings(await someVariants(await mall()))
    const one = await limit('order')

    // How many are needed is known only when some have been placed.
    const warmUp = await placeAll(ports, await prepareOrders(ports, WARM_UP_ORDERS, wants), SHOPPERS)
    const needed = Math.min(ORDERS_MAX, Math.ceil(warmUp.perSecond * seconds) + WARM_UP_ORDERS)
    const wishes = await prepareOrders(ports, needed, wants, (text) => say(`  ${text}`))
    await becomesQuiet(pid)
    const placed = await placeAll(ports, wishes, SHOPPERS)
    const left = await becomesQuiet(pid)
    const what = `POST /v1/orders alone, ${count(needed)} orders of 2 lines, 32 shoppers; relay and mails ended ${left.toFixed(1)} s later`
    row(besideLimit(what, placed, one, 0.4))
  },
}
