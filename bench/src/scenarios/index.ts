import { alone } from './alone.ts'
import { cart } from './cart.ts'
import { catalogue } from './catalogue.ts'
import { checkout } from './checkout.ts'
import { fiftyUnits } from './fifty-units.ts'
import { hotProducts } from './hot-products.ts'
import { importing } from './importing.ts'
import { memory } from './memory.ts'
import { order } from './order.ts'
import { page } from './page.ts'
import type { Scenario } from './scenario.ts'
import { sizes } from './sizes.ts'
import { start } from './start.ts'

export type { Scenario } from './scenario.ts'

/** In the order in which they run: memory after all the load, and last what needs the mall closed. */
export const scenarios: readonly Scenario[] = [
  catalogue,
  cart,
  order,
  checkout,
  alone,
  hotProducts,
  fiftyUnits,
  page,
  memory,
  sizes,
  importing,
  start,
]
