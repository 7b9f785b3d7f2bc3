import type { Mutant } from '../mutant.ts'

const STORE = 'services/product-service/src/store'
const STATEMENTS = `${STORE}/reservation-statements.test.ts`

export const STOCK: readonly Mutant[] = [
  {
    name: 'stock-lock-of-the-statement',
    promise: 'What is held at the same moment is counted on the newest level (P1)',
    file: `${STORE}/reserve-statement.ts`,
    text: 'order by l.variant_id, l.location, a.n for update of l),',
    instead: 'order by l.variant_id, l.location, a.n),',
    tests: [STATEMENTS],
  },
  {
    name: 'stock-sum-within-the-statement',
    promise: 'Orders that share a statement get no more than there is (P1)',
    file: `${STORE}/reserve-statement.ts`,
    text: 's.endless or s.free - sum(s.quantity) over (partition by s.variant_id order by s.n rows unbounded preceding) >',
    instead: 's.endless or s.free - s.quantity >',
    tests: [STATEMENTS, `${STORE}/reservations-together.property.test.ts`],
  },
  {
    name: 'stock-lock-of-the-transaction',
    promise: 'The last units are decided about under the lock of their level (P1)',
    file: `${STORE}/reservation-rows.ts`,
    text: "order by variant_id, location ${lock === 'locked' ? sql`for update` : sql``})",
    instead: 'order by variant_id, location)',
    tests: [STATEMENTS],
  },
  {
    name: 'stock-check-of-the-table',
    promise: 'The database itself refuses to oversell, should the code ever be wrong (P1)',
    file: 'services/product-service/migrations/0001_catalogue_and_stock.sql',
    text: 'constraint stock_not_oversold check (oversell or reserved <= greatest(on_hand, 0))',
    instead: 'constraint stock_not_oversold check (true)',
    tests: [`${STORE}/stock.test.ts`],
  },
]
