import type { Database, Tx } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { Category } from '../../contract/category-routes.ts'
import { place, type TreeError } from '../domain/category-tree.ts'
import { handleKeyOf } from '../domain/listing.ts'
import { pictureView } from '../domain/stored-product.ts'
import { applyRules } from './category-rules.ts'
import { categoriesOf } from './listings.ts'
import type { Db, ProductTables } from './tables.ts'
import { wantMedia } from './wanted-media.ts'

export interface CategoryContent {
  readonly handle: string
  readonly title: string
  readonly description?: string
  readonly parentId?: string
  readonly position: number
  /** The merchant's own picture. */
  readonly image?: { readonly source: string; readonly alt: string }
  readonly rule: { readonly types: readonly string[]; readonly tags: readonly string[] }
}
export type CategoryError =
  | TreeError
  | { readonly code: 'category.handle_taken' }
  | { readonly code: 'category.has_children' }
  | { readonly code: 'product.not_found'; readonly productIds: readonly string[] }

export interface Categories {
  /** The whole tree: parents before children, each in the merchant's order. */
  all(now: Date): Promise<readonly Category[]>
  /** Makes it, or with a known id changes it. `mustExist`: only a known one. */
  save(
    id: string,
    content: CategoryContent,
    options: { readonly mustExist: boolean; readonly now: Date },
  ): Promise<Result<Category, CategoryError>>
  remove(id: string): Promise<Result<undefined, CategoryError>>
  /** Which products the merchant put there; those that a rule put there stay. */
  setProducts(id: string, productIds: readonly string[]): Promise<Result<undefined, CategoryError>>
}

export function postgresCategories(database: Database<ProductTables>): Categories {
  return {
    all: (now) => readTree(database.read, now),

    async save(id, content, { mustExist, now }) {
      const saved = await orTaken(() => database.transaction((tx) => saveCategory(tx, id, content, { mustExist, now })))
      if (!saved.ok) return saved
      return ok((await readTree(database.read, now)).find((category) => category.id === id)!)
    },

    remove: (id) =>
      database.transaction(async (tx) => {
        await lockTree(tx)
        const below = await tx.selectFrom('category').select('id').where('parent_id', '=', id).executeTakeFirst()
        if (below) return fail({ code: 'category.has_children' })
        const products = await tx
          .selectFrom('product_category')
          .select('product_id')
          .where('category_id', '=', id)
          .execute()
        const gone = await tx.deleteFrom('category').where('id', '=', id).returning('id').executeTakeFirst()
        if (!gone) return fail({ code: 'category.not_found' })
        await placeListings(
          tx,
          products.map(({ product_id }) => product_id),
        )
        return ok(undefined)
      }),

    setProducts: (id, productIds) =>
      database.transaction(async (tx) => {
        await lockTree(tx)
        if (!(await tx.selectFrom('category').select('id').where('id', '=', id).executeTakeFirst()))
          return fail({ code: 'category.not_found' })
        const unknown = await missingProducts(tx, productIds)
        if (unknown.length > 0) return fail({ code: 'product.not_found', productIds: unknown })
        const { rows } = await sql<{ product_id: string }>`
          with wanted as (select unnest(${[...productIds]}::uuid[]) as product_id),
          gone as (delete from product_category where category_id = ${id} and added_by = 'hand' and product_id not in (select product_id from wanted) returning product_id),
          come as (insert into product_category (product_id, category_id, added_by) select product_id, ${id}, 'hand' from wanted on conflict do nothing returning product_id)
          select product_id from gone union select product_id from come`.execute(tx)
        await placeListings(
          tx,
          rows.map(({ product_id }) => product_id),
        )
        return ok(undefined)
      }),
  }
}

async function saveCategory(
  tx: Tx<ProductTables>,
  id: string,
  content: CategoryContent,
  { mustExist, now }: { readonly mustExist: boolean; readonly now: Date },
): Promise<Result<undefined, CategoryError>> {
  const tree = await lockTree(tx)
  const known = tree.some((node) => node.id === id)
  if (mustExist && !known) return fail({ code: 'category.not_found' })
  const placed = place(tree, id, content.parentId)
  if (!placed.ok) return placed
  const values = {
    handle: content.handle,
    handle_key: handleKeyOf(content.handle),
    title: content.title,
    description: content.description ?? null,
    parent_id: content.parentId ?? null,
    position: content.position,
    rule_types: [...content.rule.types],
    rule_tags: [...content.rule.tags],
    picture_media: content.image ? await wantMedia(tx, content.image.source, now) : null,
    picture_alt: content.image?.alt ?? null,
  }
  await tx
    .insertInto('category')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
  const moved = await applyRules(tx, { categoryId: id })
  // A category that hangs elsewhere now takes what is in it and below it along.
  await placeListings(tx, known ? [...moved, ...(await productsBelow(tx, id))] : moved)
  return ok(undefined)
}

/** One change of the tree at a time: two moves that are right alone could make a circle together. */
async function lockTree(tx: Tx<ProductTables>): Promise<readonly { id: string; parentId?: string }[]> {
  await sql`select pg_advisory_xact_lock(hashtext('category tree'))`.execute(tx)
  const rows = await tx.selectFrom('category').select(['id', 'parent_id']).execute()
  return rows.map(({ id, parent_id }) => ({ id, ...(parent_id !== null && { parentId: parent_id }) }))
}

async function productsBelow(tx: Tx<ProductTables>, id: string): Promise<readonly string[]> {
  const { rows } = await sql<{ product_id: string }>`
    with recursive below as (select ${id}::uuid as id union select c.id from category c join below b on c.parent_id = b.id)
    select distinct product_id from product_category where category_id in (select id from below)`.execute(tx)
  return rows.map(({ product_id }) => product_id)
}

/** Writes again which categories these products are in, with all above them. Listings are locked in the order of their ids. */
async function placeListings(tx: Tx<ProductTables>, productIds: readonly string[]): Promise<void> {
  if (productIds.length === 0) return
  await sql`select from listing where product_id = any(${[...productIds]}::uuid[]) order by product_id for update`.execute(
    tx,
  )
  await sql`update listing l set category_ids = ${categoriesOf} where l.product_id = any(${[...productIds]}::uuid[])`.execute(
    tx,
  )
}

async function missingProducts(tx: Tx<ProductTables>, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id::text from unnest(${[...ids]}::uuid[]) id where not exists (select from product p where p.id = id)`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

async function readTree(db: Db, now: Date): Promise<readonly Category[]> {
  const { rows } = await sql<{
    id: string
    handle: string
    title: string
    description: string | null
    parent_id: string | null
    position: number
    count: number
    picture: Category['picture'] | null
    own: { alt: string; hash: string; width: number; height: number; widths: number[] } | null
  }>`
    with recursive tree as (
      select c.*, array[lpad(c.position::text, 10, '0') || c.handle_key] collate "C" as path from category c where c.parent_id is null
      union all select c.*, t.path || (lpad(c.position::text, 10, '0') || c.handle_key) from category c join tree t on c.parent_id = t.id),
    counted as (
      select id, count(*)::integer as count from listing l cross join unnest(l.category_ids) id
      where l.visible and l.published_at <= ${now}::timestamptz group by id)
    select t.id, t.handle, t.title, t.description, t.parent_id, t.position, coalesce(counted.count, 0) as count, shown.picture,
      case when m.id is not null then jsonb_build_object('alt', t.picture_alt, 'hash', m.hash, 'width', m.width, 'height', m.height, 'widths', m.widths) end as own
    from tree t left join counted on counted.id = t.id left join media m on m.id = t.picture_media and m.state = 'copied'
    left join lateral (
      select l.card -> 'picture' as picture from listing l
      where l.visible and l.published_at <= ${now}::timestamptz and l.category_ids @> array[t.id] and jsonb_array_length(l.card #> '{picture,sizes}') > 0
      order by l.featured, l.newest, l.product_id limit 1) shown on true
    order by t.path`.execute(db)
  return rows.map(({ id, handle, title, description, parent_id, position, count, picture, own }) => ({
    id,
    handle,
    title,
    ...(description !== null && { description }),
    ...(parent_id !== null && { parentId: parent_id }),
    position,
    ...(own ? { picture: pictureView({ alt: own.alt, copy: own }) } : picture && { picture }),
    productCount: count,
  }))
}

async function orTaken<T>(work: () => Promise<Result<T, CategoryError>>): Promise<Result<T, CategoryError>> {
  try {
    return await work()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code === '23505' && constraint === 'category_handle_key_key') return fail({ code: 'category.handle_taken' })
    throw error
  }
}
