import type { Database } from '@mallhive/chassis'
import { sql } from 'kysely'
import type { PaymentTables } from './tables.ts'

const ATTEMPTS_MAX = 20
const WAIT_SECONDS_MAX = 300
const LEASE_SECONDS = 30
const KEPT_DAYS = 90

export interface StoredWebhook {
  readonly id: string
  readonly raw: string
}
export interface Webhooks {
  /** Keeps it as it came. One that came before is not kept, and not handled, again. */
  keep(webhook: StoredWebhook, now: Date): Promise<void>
  /** Takes what waits to be handled; whoever dies with it loses it after a while. */
  claim(now: Date, limit: number): Promise<readonly StoredWebhook[]>
  handled(id: string, outcome: string, now: Date): Promise<void>
  /** Tries again later; after 20 attempts it waits for a person, and the provider is asked by the resolver anyway. */
  failed(id: string, error: string, now: Date): Promise<void>
  sweep(now: Date): Promise<void>
}

export function postgresWebhooks({ read }: Database<PaymentTables>): Webhooks {
  return {
    async keep({ id, raw }, now) {
      const values = { id, raw, received_at: now, attempts: 0, due_at: now, handled_at: null, outcome: null }
      await read
        .insertInto('webhook')
        .values(values)
        .onConflict((on) => on.doNothing())
        .execute()
    },
    async claim(now, limit) {
      const until = new Date(now.getTime() + LEASE_SECONDS * 1000)
      const { rows } = await sql<StoredWebhook>`
        update webhook set attempts = attempts + 1, due_at = ${until}
        where id in (select id from webhook where due_at <= ${now} order by due_at limit ${limit} for update skip locked)
        returning id, raw`.execute(read)
      return rows
    },
    async handled(id, outcome, now) {
      await read.updateTable('webhook').set({ handled_at: now, due_at: null, outcome }).where('id', '=', id).execute()
    },
    async failed(id, error, now) {
      await sql`
        update webhook set outcome = ${error.slice(0, 500)}, due_at = case when attempts >= ${ATTEMPTS_MAX} then null
          else ${now}::timestamptz + make_interval(secs => least(${WAIT_SECONDS_MAX}, power(2, attempts))) end
        where id = ${id} and handled_at is null`.execute(read)
    },
    async sweep(now) {
      const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000)
      await read.deleteFrom('webhook').where('received_at', '<', before).execute()
    },
  }
}
