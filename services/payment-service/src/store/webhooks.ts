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
  /**
   * Keeps it as it came, and claims it for this process. False: it came before, and is not kept, and not handled, again.
   */
  keep(webhook: StoredWebhook, now: Date): Promise<boolean>
  /** Takes what waits to be handled; whoever dies with it loses it after a while. */
  claim(now: Date, limit: number): Promise<readonly StoredWebhook[]>
  handled(id: string, outcome: string, now: Date): Promise<unknown>
  /** Tries again later; after 20 attempts it waits for a person, and the provider is asked by the resolver anyway. */
  failed(id: string, error: string, now: Date): Promise<void>
  sweep(now: Date): Promise<void>
}

const KEEP = {
  columns: 'id uuid, raw text, at timestamptz, due_at timestamptz',
  parts: `
    kept as (
      insert into webhook (id, raw, received_at, attempts, due_at) select id, raw, at, 1, due_at from given order by id
      on conflict do nothing returning id),
    done as (select given.n from kept join given using (id))`,
  // The provider repeats itself: of two copies at once one is kept.
  key: ({ id }: { readonly id: string }) => id,
}
const HANDLED = {
  columns: 'id uuid, outcome text, at timestamptz',
  parts: `
    done as (
      update webhook set handled_at = given.at, due_at = null, outcome = given.outcome
      from given where webhook.id = given.id returning given.n)`,
}

/** A webhook takes two statements, each shared with those that come at about the same time. */
export function postgresWebhooks(database: Database<PaymentTables>): Webhooks {
  const { read } = database
  const keep = database.batched<StoredWebhook & { at: Date; due_at: Date }, object>(KEEP)
  const handled = database.batched<{ id: string; outcome: string; at: Date }, object>(HANDLED)
  return {
    keep: async (webhook, at) => (await keep({ ...webhook, at, due_at: leaseFrom(at) })) !== undefined,
    async claim(now, limit) {
      const { rows } = await sql<StoredWebhook>`
        update webhook set attempts = attempts + 1, due_at = ${leaseFrom(now)}
        where id in (select id from webhook where due_at <= ${now} order by due_at limit ${limit} for update skip locked)
        returning id, raw`.execute(read)
      return rows
    },
    handled: (id, outcome, at) => handled({ id, outcome, at }),
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

const leaseFrom = (now: Date) => new Date(now.getTime() + LEASE_SECONDS * 1000)
