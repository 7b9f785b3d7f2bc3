import { ACCESS } from './list/access.ts'
import { CARTS } from './list/carts.ts'
import { DEPLOYS } from './list/deploys.ts'
import { MESSAGES } from './list/messages.ts'
import { MONEY } from './list/money.ts'
import { ORDERS } from './list/orders.ts'
import { OUTAGES } from './list/outages.ts'
import { RACES } from './list/races.ts'
import { STOCK } from './list/stock.ts'
import type { Mutant } from './mutant.ts'

/** Every guard that is taken out, by what it guards. */
export const MUTANTS: readonly Mutant[] = [
  ...STOCK,
  ...MESSAGES,
  ...CARTS,
  ...ORDERS,
  ...MONEY,
  ...ACCESS,
  ...RACES,
  ...OUTAGES,
  ...DEPLOYS,
]
