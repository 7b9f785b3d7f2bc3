import type { Database } from '@mallhive/chassis'
import { sql } from 'kysely'
import type { Exported } from '../export/export-products.ts'
import { loadProducts } from './load-products.ts'
import type { ProductTables } from './tables.ts'

const PAGE = 50

/**
 * Products as they are when their page is read: an export of a shop that is open is no snapshot, for a transaction that lasts as long as
 * a download would hold the events of all others back.
 */
export function postgresExport({ read }: Database<ProductTables>): Exported {
  return {
    async *products() {
      let last = '00000000-0000-0000-0000-000000000000'
      for (;;) {
        const page = await loadProducts(
          read,
          sql`p.id in (select id from product where id > ${last}::uuid order by id limit ${PAGE})`,
        )
        yield* page
        if (page.length < PAGE) return
        last = page.at(-1)!.id
      }
    },

    async columns() {
      const { rows } = await sql<{ kind: 'extra' | 'market'; name: string }>`
        select 'extra' as kind, jsonb_object_keys(extra -> 'columns') as name from product where extra ? 'columns'
        union select 'extra', jsonb_object_keys(extra -> 'columns') from variant where extra ? 'columns'
        union select 'extra', jsonb_object_keys(extra -> 'columns') from picture where extra ? 'columns'
        union select 'market', jsonb_object_keys(extra -> 'includedIn') from product where extra ? 'includedIn'
        union select 'market', jsonb_object_keys(extra -> 'marketPrices') from variant where extra ? 'marketPrices'
        order by kind, name`.execute(read)
      const named = (kind: 'extra' | 'market') => rows.filter((row) => row.kind === kind).map(({ name }) => name)
      return { markets: named('market'), extras: named('extra') }
    },
  }
}
