import type { Database, Tx } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { ListFilter, Swatches } from '../../contract/filter-routes.ts'
import type { ProductCard } from '../../contract/product.ts'
import { fold } from '../domain/fold.ts'
import type { ProductTables } from './tables.ts'

const NOT_FEATURED = 2_147_483_647

export interface Filters {
  readonly items: ListFilter[]
  readonly swatches: Swatches
}

/** What the merchant puts forward, and what lists offer to filter by. */
export interface Showcase {
  /** The hand-picked list in its order, what shoppers cannot see left out. */
  featured(limit: number, now: Date): Promise<readonly ProductCard[]>
  setFeatured(
    productIds: readonly string[],
  ): Promise<Result<undefined, { code: 'product.not_found'; productIds: readonly string[] }>>
  /** Newest first. */
  newest(limit: number, now: Date): Promise<readonly ProductCard[]>
  filters(): Promise<Filters>
  /** Swatches stay as they are when none are given. */
  setFilters(filters: readonly ListFilter[], swatches: Swatches | undefined): Promise<void>
}

export function postgresShowcase(database: Database<ProductTables>): Showcase {
  const cards = () =>
    database.read.selectFrom('listing').select('card').where('visible', '=', true).$castTo<{ card: ProductCard }>()
  return {
    async featured(limit, now) {
      const rows = await cards()
        .where('featured', '<', NOT_FEATURED)
        .where('published_at', '<=', now)
        .orderBy('featured')
        .orderBy('newest')
        .orderBy('product_id')
        .limit(limit)
        .execute()
      return rows.map(({ card }) => card)
    },

    setFeatured: (productIds) =>
      database.transaction(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtext('featured'))`.execute(tx)
        const known = await tx
          .selectFrom('product')
          .select('id')
          .where('id', 'in', [...productIds, NOBODY])
          .forKeyShare()
          .execute()
        const ids = new Set(known.map(({ id }) => id))
        const unknown = productIds.filter((id) => !ids.has(id.toLowerCase()))
        if (unknown.length > 0) return fail({ code: 'product.not_found' as const, productIds: unknown })
        await writeFeatured(tx, productIds)
        return ok(undefined)
      }),

    async newest(limit, now) {
      const rows = await cards()
        .where('published_at', '<=', now)
        .orderBy('newest')
        .orderBy('product_id')
        .limit(limit)
        .execute()
      return rows.map(({ card }) => card)
    },

    async filters() {
      const rows = await database.read
        .selectFrom('list_filter')
        .select(['source', 'label', 'display'])
        .orderBy('position')
        .execute()
      const swatches = await database.read.selectFrom('swatch').select(['name', 'paint']).orderBy('name_key').execute()
      return {
        items: rows.map(({ source, label, display }) => ({
          key: source === 'availability' ? 'available' : source,
          label,
          display,
        })),
        swatches: Object.fromEntries(swatches.map(({ name, paint }) => [name, paint])),
      }
    },

    setFilters: (filters, swatches) =>
      database.transaction(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtext('filters'))`.execute(tx)
        await writeFilters(tx, filters)
        if (swatches) await writeSwatches(tx, swatches)
      }),
  }
}

/** A filter that is there twice keeps its first place. */
async function writeFilters(tx: Tx<ProductTables>, filters: readonly ListFilter[]): Promise<void> {
  await tx.deleteFrom('list_filter').execute()
  const rows = filters.map(({ key, label, display }, position) => ({
    source: key === 'available' ? 'availability' : key,
    label,
    display,
    position,
  }))
  if (rows.length > 0)
    await tx
      .insertInto('list_filter')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

async function writeSwatches(tx: Tx<ProductTables>, swatches: Swatches): Promise<void> {
  await tx.deleteFrom('swatch').execute()
  const rows = Object.entries(swatches).map(([name, paint]) => ({ name_key: fold(name), name, paint }))
  if (rows.length > 0)
    await tx
      .insertInto('swatch')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

/** So that the list of ids is never empty. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

async function writeFeatured(tx: Tx<ProductTables>, productIds: readonly string[]): Promise<void> {
  const before = await tx.deleteFrom('featured').returning('product_id').execute()
  await sql`
    insert into featured (product_id, position) select id, position from unnest(${[...productIds]}::uuid[]) with ordinality as f (id, position)`.execute(
    tx,
  )
  const touched = [...before.map(({ product_id }) => product_id), ...productIds]
  await sql`select from listing where product_id = any(${touched}::uuid[]) order by product_id for update`.execute(tx)
  await sql`
    update listing l set featured = coalesce((select f.position from featured f where f.product_id = l.product_id), ${NOT_FEATURED}::integer)
    where l.product_id = any(${touched}::uuid[])`.execute(tx)
}
