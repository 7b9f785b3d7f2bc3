import type { Mutant } from '../mutant.ts'

const CHASSIS = 'packages/chassis/src'

export const OUTAGES: readonly Mutant[] = [
  {
    name: 'silent-connection-is-given-up',
    promise: 'A connection to the database that has fallen silent costs one statement, not every one after it',
    file: `${CHASSIS}/named-statements.ts`,
    text: 'client.release(destroy || isInTransaction || silence !== undefined)',
    instead: 'client.release(destroy || isInTransaction)',
    tests: [`${CHASSIS}/silent-database.test.ts`],
  },
  {
    name: 'silent-transaction-ends-at-once',
    promise: 'Who has waited for a silent database does not wait for the end of the transaction as well',
    file: `${CHASSIS}/named-statements.ts`,
    text: 'if (silence) throw silence',
    instead: '',
    tests: [`${CHASSIS}/silent-database.test.ts`],
  },
  {
    name: 'abandoned-transaction-is-rolled-back',
    promise: 'The locks of a transaction from which nothing is heard any more go by themselves',
    file: `${CHASSIS}/pool.ts`,
    text: 'idle_in_transaction_session_timeout: statementMs,',
    instead: '',
    tests: [`${CHASSIS}/silent-database.test.ts`],
  },
  {
    name: 'silent-neighbour-is-asked-again',
    promise: 'A call by a connection that has fallen silent is made again by another one within the same request',
    file: `${CHASSIS}/calls.ts`,
    text: 'comesAgain ? left / 2 : left',
    instead: 'left',
    tests: [`${CHASSIS}/calls.test.ts`],
  },
  {
    name: 'full-disk-is-an-outage',
    promise: 'A database whose disk is full is told as 503 with Retry-After, not as a bug',
    file: `${CHASSIS}/failures.ts`,
    text: '(08...|53...|57P..',
    instead: '(08...|53300|57P..',
    tests: [`${CHASSIS}/failures.test.ts`],
  },
]
