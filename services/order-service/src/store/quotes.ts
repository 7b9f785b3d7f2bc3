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

export function postgresQuotes({ read }: Database<OrderTables>): Quotes {
  return {
    async keep(ownerId, quote) {
      await read
        .insertInto('quote')
        .values({ id: quote.id, owner_id: ownerId, body: JSON.stringify(quote), expires_at: new Date(quote.expiresAt) })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
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
