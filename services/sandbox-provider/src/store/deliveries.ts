import type { Database } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import { departures, type Mischief } from '../domain/mischief.ts'
import { webhookOf } from '../webhooks/webhook.ts'
import type { Announce } from './save-charge.ts'
import type { SandboxTables } from './tables.ts'

const ATTEMPTS_MAX = 120
const WAIT_SECONDS_MAX = 600

export interface Delivery {
  readonly seq: number
  readonly body: string
}
export interface Deliveries {
  /** Takes what is due for this process. Whoever dies with it loses it after `leaseSeconds`. */
  claim(now: Date, limit: number, leaseSeconds: number): Promise<readonly Delivery[]>
  done(delivery: Delivery): Promise<unknown>
  /** Tries again later, twice as late each time, and gives up after 120 attempts, which take some 19 hours. */
  failed(delivery: Delivery, error: string, now: Date): Promise<unknown>
  /** When the next one is due, or was. */
  nextDue(): Promise<Date | undefined>
}

/** The webhook of a change, in as many copies and as late as the mischief wants. */
export const announceTo =
  (publicUrl: string, mischief: Mischief, lateMs: number): Announce =>
  (charge, now) => {
    const event_id = newId()
    const body = JSON.stringify(webhookOf(event_id, charge, publicUrl, now))
    const copies = departures(mischief, charge.sequence, lateMs)
    return copies.map((ms) => ({ event_id, body, due_at: new Date(now.getTime() + ms) }))
  }

const DONE = {
  columns: 'seq bigint',
  parts: `done as (delete from delivery using given where delivery.seq = given.seq returning given.n)`,
}
const FAILED = {
  columns: 'seq bigint, error text, at timestamptz',
  parts: `
    given_up as (
      delete from delivery using given where delivery.seq = given.seq and attempts >= ${ATTEMPTS_MAX} returning given.n),
    postponed as (
      update delivery set last_error = given.error,
        due_at = given.at + make_interval(secs => least(${WAIT_SECONDS_MAX}, power(2, least(attempts, 20) - 1)))
      from given where delivery.seq = given.seq and attempts < ${ATTEMPTS_MAX} returning given.n),
    done as (select n from given_up union all select n from postponed)`,
}

/** Those that end together share a statement. */
export function postgresDeliveries(database: Database<SandboxTables>): Deliveries {
  const { read } = database
  const done = database.batched<{ seq: number }, object>(DONE)
  const failed = database.batched<{ seq: number; error: string; at: Date }, object>(FAILED)
  return {
    async claim(now, limit, leaseSeconds) {
      const until = new Date(now.getTime() + leaseSeconds * 1000)
      const { rows } = await sql<Delivery>`
        update delivery set attempts = attempts + 1, due_at = ${until}
        where seq in (select seq from delivery where due_at <= ${now} order by due_at, seq limit ${limit} for update skip locked)
        returning seq, body`.execute(read)
      return [...rows].sort((a, b) => a.seq - b.seq)
    },
    done: ({ seq }) => done({ seq }),
    failed: ({ seq }, error, at) => failed({ seq, error: error.slice(0, 500), at }),
    async nextDue() {
      const first = read.selectFrom('delivery').select('due_at').orderBy('due_at').limit(1)
      return (await first.executeTakeFirst())?.due_at
    },
  }
}
