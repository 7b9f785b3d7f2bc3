import type { Mutant } from '../mutant.ts'

const ORDER = 'services/order-service'
const STATEMENTS = `${ORDER}/src/store/order-statements.ts`
const STORE_TEST = `${ORDER}/src/store/postgres-orders.test.ts`

export const ORDERS: readonly Mutant[] = [
  {
    name: 'version-of-an-order',
    promise: 'An order is not moved by a decision about how it was before',
    file: STATEMENTS,
    text: 'where shop_order.id = given.id and shop_order.version = given.known_version returning given.n',
    instead: 'where shop_order.id = given.id returning given.n',
    tests: [STORE_TEST],
  },
  {
    name: 'version-of-a-confirmation',
    promise: 'An order is confirmed once, as it was when that was decided',
    file: STATEMENTS,
    text: 'where shop_order.version = given.known_version order by id for update of shop_order',
    instead: 'order by id for update of shop_order',
    tests: [STORE_TEST],
  },
  {
    name: 'counter-counts-what-is-confirmed',
    promise: 'Numbers have no gap (P29)',
    file: STATEMENTS,
    text: 'on conflict (is_only) do update set last = order_counter.last + (select count(*) from locked)',
    instead: 'on conflict (is_only) do update set last = order_counter.last + (select count(*) from given)',
    tests: [STORE_TEST],
  },
  {
    name: 'lock-of-the-counter',
    promise: 'Two processes never give the same number (P29)',
    file: STATEMENTS,
    text: `insert into order_counter (is_only, last) select true, \${first} - 1 + count(*) from locked having count(*) > 0
      on conflict (is_only) do update set last = order_counter.last + (select count(*) from locked)
      returning last - (select count(*) from locked) as before`,
    instead: 'select coalesce(max(number_position), ${first} - 1) as before from shop_order',
    tests: [STORE_TEST],
  },
  {
    name: 'key-of-the-first-statement',
    promise: 'A key places one order, however often it comes (P7)',
    file: STATEMENTS,
    text: 'select ${PLACED} from given join keyed using (id) returning id)',
    instead: 'select ${PLACED} from given returning id)',
    tests: [`${ORDER}/tests/place.test.ts`],
  },
  {
    name: 'lease-of-the-saga',
    promise: 'One process at a time walks an order',
    file: STATEMENTS,
    text: `
        and (shop_order.lease_until is null or shop_order.lease_until <= given.now)`,
    instead: '',
    tests: [STORE_TEST],
  },
  {
    name: 'stock-back-after-a-decline',
    promise: 'An order that fails holds no stock (P4)',
    file: `${ORDER}/src/saga/steps.ts`,
    text: `await stock.free(order)
      return afterRelease(`,
    instead: 'return afterRelease(',
    tests: [`${ORDER}/tests/place.test.ts`],
  },
  {
    name: 'stock-back-after-a-cancellation',
    promise: 'An order that is cancelled gives its stock back, once (P21)',
    file: `${ORDER}/src/saga/steps.ts`,
    text: `await stock.free(order)
      return afterRestock(`,
    instead: 'return afterRestock(',
    tests: [`${ORDER}/tests/cancel.test.ts`],
  },
  {
    name: 'money-back-after-a-failure',
    promise: 'An order that fails charges nothing, also when the answer got lost (P4)',
    file: `${ORDER}/src/saga/steps.ts`,
    text: 'failing: async (order) => afterUndo(order, await payments.undo(order), clock()),',
    instead: "failing: async (order) => afterUndo(order, 'nothing-to-undo', clock()),",
    tests: [`${ORDER}/tests/unknown-outcome.test.ts`],
  },
  {
    name: 'expected-total',
    promise: 'Nobody pays another total than they saw (P12)',
    file: `${ORDER}/src/http/new-order.ts`,
    text: 'if (total.amount !== expected.amount || total.currency !== expected.currency)',
    instead: 'if (total.currency !== expected.currency)',
    tests: [`${ORDER}/tests/place.test.ts`],
  },
]
