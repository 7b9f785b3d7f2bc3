import type { Database } from '@mallhive/chassis'
import type { Money } from '@mallhive/kernel'
import type { SandboxTables } from './tables.ts'

export interface Entry {
  readonly id: string
  readonly key: string
  readonly kind: string
  readonly amount: Money
  readonly at: Date
}
export interface Ledger {
  /**
   * Movements after a position, oldest first. A movement that commits while one turns the pages may come to stand before the position:
   * whoever needs every one reads again from the start when nothing moves any more.
   */
  page(asked: { key?: string; after: number; limit: number }): Promise<{ entries: readonly Entry[]; next?: number }>
}

export function postgresLedger(database: Database<SandboxTables>): Ledger {
  return {
    async page({ key, after, limit }) {
      let query = database.read.selectFrom('movement').selectAll().where('seq', '>', after)
      if (key !== undefined) query = query.where('key', '=', key)
      const rows = await query
        .orderBy('seq')
        .limit(limit + 1)
        .execute()
      const shown = rows.slice(0, limit)
      return {
        entries: shown.map(({ id, key, kind, amount, currency, at }) => ({
          id,
          key,
          kind,
          amount: { amount, currency },
          at,
        })),
        ...(rows.length > limit && { next: shown.at(-1)!.seq }),
      }
    },
  }
}
