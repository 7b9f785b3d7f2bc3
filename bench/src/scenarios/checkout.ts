import { someVariants } from '../mall.ts'
import { walk } from '../measure.ts'
import { becomesQuiet } from '../quiet.ts'
import { besideLimit } from '../row.ts'
import { checkout as flow } from '../shopper.ts'
import type { Scenario } from './scenario.ts'

const ORDERS_PER_SECOND = 500

export const checkout: Scenario = {
  name: 'checkout',
  about: 'the whole way of 8 and of 32 shoppers: guest, 2 adds, quote, payment token, order',
  async run({ mall, limit, row, seconds }) {
    const { ports, pid } = await mall()
    const variants = await someVariants(await mall())
    const one = await limit('order')
    for (const shoppers of [8, 32]) {
      const measured = await walk(() => flow(ports, variants), { shoppers, seconds })
      await becomesQuiet(pid)
      row({
        ...besideLimit(`whole checkout, ${shoppers} shoppers (orders)`, measured, one),
        ...(shoppers === 32 && {
          target: `≥ ${ORDERS_PER_SECOND} orders/s`,
          isMet: measured.perSecond >= ORDERS_PER_SECOND,
        }),
      })
    }
  },
}
