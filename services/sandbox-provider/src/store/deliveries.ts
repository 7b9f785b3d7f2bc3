import type { Database } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { ChargeRecord } from '../domain/charge.ts'
import { departures, type Mischief } from '../domain/mischief.ts'
import { webhookOf } from '../webhooks/webhook.ts'
import type { Announce } from './charges.ts'
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
  done(delivery: Delivery): Promise<void>
  /** Tries again later, twice as late each time, and gives up after 120 attempts, which take some 19 hours. */
  failed(delivery: Delivery, error: string, now: Date): Promise<void>
}

/** Puts the webhook of a change into the outbox, in as many copies and as late as the mischief wants. */
export const announceTo =
  (publicUrl: string, mischief: Mischief, lateMs: number): Announce =>
  async (tx, charge: ChargeRecord, now) => {
    const event_id = newId()
    const body = JSON.stringify(webhookOf(event_id, charge, publicUrl, now))
    const copies = departures(mischief, charge.sequence, lateMs)
    const rows = copies.map((ms) => ({ event_id, body, due_at: new Date(now.getTime() + ms) }))
    await tx.insertInto('delivery').values(rows).execute()
  }

export function postgresDeliveries({ read }: Database<SandboxTables>): Deliveries {
  return {
    async claim(now, limit, leaseSeconds) {
      const until = new Date(now.getTime() + leaseSeconds * 1000)
      const { rows } = await sql<Delivery>`
        update delivery set attempts = attempts + 1, due_at = ${until}
        where seq in (select seq from delivery where due_at <= ${now} order by due_at, seq limit ${limit} for update skip locked)
        returning seq, body`.execute(read)
      return [...rows].sort((a, b) => a.seq - b.seq)
    },
    async done({ seq }) {
      await read.deleteFrom('delivery').where('seq', '=', seq).execute()
    },
    async failed({ seq }, error, now) {
      await sql`
        update delivery set last_error = ${error.slice(0, 500)},
          due_at = ${now}::timestamptz + make_interval(secs => least(${WAIT_SECONDS_MAX}, power(2, least(attempts, 20) - 1)))
        where seq = ${seq}`.execute(read)
      await read.deleteFrom('delivery').where('seq', '=', seq).where('attempts', '>=', ATTEMPTS_MAX).execute()
    },
  }
}
