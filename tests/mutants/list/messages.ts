import type { Mutant } from '../mutant.ts'

const CHASSIS = 'packages/chassis/src'

export const MESSAGES: readonly Mutant[] = [
  {
    name: 'idempotency-claim',
    promise: 'A key that is being worked on runs nothing a second time (P7)',
    file: `${CHASSIS}/idempotency/postgres.ts`,
    text: 'where idempotency_key.reply is null and idempotency_key.lease_until < now()',
    instead: 'where idempotency_key.reply is null',
    tests: [`${CHASSIS}/idempotency/idempotency.test.ts`],
  },
  {
    name: 'inbox-of-a-statement',
    promise: 'An event has its effect once, however often it is delivered (P15)',
    file: `${CHASSIS}/batched-statement.ts`,
    text: 'on conflict do nothing returning event_id),',
    instead: 'on conflict (consumer, event_id) do update set consumer = excluded.consumer returning event_id),',
    tests: [`${CHASSIS}/inbox.test.ts`],
  },
  {
    name: 'inbox-of-a-transaction',
    promise: 'An event has its effect once, however often it is delivered (P15)',
    file: `${CHASSIS}/event-handler.ts`,
    text: "if (!(await record(tx, name, event.id))) return 'repeated'",
    instead: 'await record(tx, name, event.id)',
    tests: [`${CHASSIS}/inbox.test.ts`],
  },
  {
    name: 'outbox-only-for-an-effect',
    promise: 'A statement states an event if and only if it had its effect (P15)',
    file: `${CHASSIS}/batched-statement.ts`,
    text: 'join done using (n) order by e.position)`',
    instead: 'left join done using (n) order by e.position)`',
    tests: [`${CHASSIS}/batched.test.ts`],
  },
  {
    name: 'outbox-in-the-transaction',
    promise: 'A transaction states its events if and only if it commits (P15)',
    file: `${CHASSIS}/database.ts`,
    text: 'const result = await work(tx, (...stated) => void events.push(...stated))',
    instead: `const result = await work(tx, (...stated) => {
        void read.transaction().execute((own) => putInOutbox(own, stated, service)).then(published)
      })`,
    tests: [`${CHASSIS}/events.test.ts`],
  },
  {
    name: 'connection-with-an-open-transaction',
    promise:
      'What is written outside of a transaction is committed at once, whatever befell who had the connection before (P15)',
    file: `${CHASSIS}/named-statements.ts`,
    text: 'client.release(destroy || isInTransaction || silence !== undefined)',
    instead: 'client.release(destroy || silence !== undefined)',
    tests: [`${CHASSIS}/named-statements.test.ts`],
  },
  {
    name: 'hidden-events-are-read-soon',
    promise:
      'An event that came behind an open transaction is read when that ends, not when somebody looks around (P15)',
    file: `${CHASSIS}/bus/postgres.ts`,
    text: "return isAllHidden ? 'until shown' : pollMs",
    instead: 'return pollMs',
    tests: [`${CHASSIS}/bus/bus.test.ts`],
  },
]
