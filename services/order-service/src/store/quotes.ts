import type { Database } from '@mallhive/chassis'
import type { Quote } from '../../contract/order.ts'
import type { OrderTables } from './tables.ts'

const SWEPT_AT_ONCE = 1_000

/** Quotes of the last minutes, each for its owner alone. */
export interface Quotes {
  /** Kept again under the same id it stays as it was. */
  keep(ownerId: string, quote: Quote): Promise<void>
  find(ownerId: string, id: string, now: Date): Promise<Quote | undefined>
  /** Forgets what has expired. */
  sweep(now: Date): Promise<void>
}

interface Kept {
  readonly id: string
  readonly owner_id: string
  readonly body: Quote
  readonly expires_at: string
}

export function postgresQuotes({ read, batched }: Database<OrderTables>): Quotes {
  /** One statement, one round trip and one commit for all that ask at the same time. */
  const keep = batched<Kept, object>({
    columns: 'id uuid, owner_id uuid, body jsonb, expires_at timestamptz',
    parts: `
      kept as (
        insert into quote (id, owner_id, body, expires_at)
        select id, owner_id, body, expires_at from given on conflict (id) do nothing
      ),
      done as (select n from given)`,
    key: ({ id }) => id,
  })
  return {
    async keep(ownerId, quote) {
      await keep({ id: quote.id, owner_id: ownerId, body: quote, expires_at: quote.expiresAt })
    },
    async find(ownerId, id, now) {
      const row = await read
        .selectFrom('quote')
        .select('body')
        .where('id', '=', id)
        .where('owner_id', '=', ownerId)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row?.body
    },
    async sweep(now) {
      const old = read.selectFrom('quote').select('id').where('expires_at', '<=', now).limit(SWEPT_AT_ONCE)
      await read.deleteFrom('quote').where('id', 'in', old).execute()
    },
  }
}
