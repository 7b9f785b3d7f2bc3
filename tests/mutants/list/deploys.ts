import type { Mutant } from '../mutant.ts'

const CHASSIS = 'packages/chassis/src'
const [SERVING, MIGRATING] = [`${CHASSIS}/serving.test.ts`, 'tests/operations/migrations.test.ts']

/** What lets versions follow each other while the shop is open. */
export const DEPLOYS: readonly Mutant[] = [
  {
    name: 'answers-while-it-drains',
    promise: 'A process that stops answers until its callers have heard (R169)',
    file: `${CHASSIS}/listening.ts`,
    text: 'await pause(config.DRAIN_GRACE_MS)',
    instead: 'await pause(0)',
    tests: [SERVING],
  },
  {
    name: 'lets-callers-go',
    promise: 'A process that stops lets go of its callers before it closes (R169)',
    file: `${CHASSIS}/listening.ts`,
    text: "app.server.prependListener('request', letGo)",
    instead: 'void letGo',
    tests: [SERVING],
  },
  {
    name: 'answers-while-it-closes',
    promise: 'What comes over a connection that is about to close is answered (R169)',
    file: `${CHASSIS}/http.ts`,
    text: 'return503OnClosing: false',
    instead: 'return503OnClosing: true',
    tests: [SERVING],
  },
  {
    name: 'migrations-let-go',
    promise: 'Nobody waits for long behind a migration that waits (P27)',
    file: `${CHASSIS}/migration-runner.ts`,
    text: "const LOCK_TIMEOUT = '1s'",
    instead: "const LOCK_TIMEOUT = '10min'",
    tests: [`${CHASSIS}/migrations.test.ts`],
  },
  {
    name: 'half-made-indexes-go',
    promise: 'An index that was made halfway is made anew (P27)',
    file: `${CHASSIS}/migration-runner.ts`,
    text: 'if (rows.length > 0) await sql`drop',
    instead: 'if (rows.length > 1) await sql`drop',
    tests: [`${CHASSIS}/migrations.test.ts`],
  },
  {
    name: 'statements-are-prepared-anew',
    promise: 'A new column fails no statement of the version before (P27)',
    file: `${CHASSIS}/named-statements.ts`,
    text: 'if (!isStalePlan(error)) throw error',
    instead: 'if (isStalePlan(error)) throw error',
    tests: [MIGRATING],
  },
  {
    name: 'columns-by-name',
    promise: 'The version before writes into tables that have grown (P27)',
    file: 'services/product-service/src/store/hold-together.ts',
    text: 'insert into reservation_line (order_id, variant_id, location, quantity, counted)\n    select order_id, variant_id, location, quantity, counted\n',
    instead: 'insert into reservation_line select *\n',
    tests: [MIGRATING],
  },
  {
    name: 'stock-before-the-hold',
    promise: 'An order on hold has its things, also when their service was away (P4)',
    file: 'services/order-service/src/saga/steps.ts',
    text: "if (captured.to !== 'captured') throw commit.reason",
    instead: '',
    tests: ['services/order-service/tests/unknown-outcome.test.ts'],
  },
]
