import { sql } from 'kysely'
import type { Db } from './tables.ts'

/**
 * Puts products into the categories whose rule they fit and takes them out of those they do not fit any more: some products, or one
 * category. Capitals do not matter. One statement; listings are written by the caller. Answers the products whose categories changed.
 */
export async function applyRules(
  tx: Db,
  which: { readonly productIds: readonly string[] } | { readonly categoryId: string },
): Promise<readonly string[]> {
  const ofProduct = 'productIds' in which ? sql`p.id = any(${[...which.productIds]}::uuid[])` : sql`true`
  const ofCategory = 'categoryId' in which ? sql`c.id = ${which.categoryId}` : sql`true`
  const kept =
    'productIds' in which
      ? sql`r.product_id = any(${[...which.productIds]}::uuid[])`
      : sql`r.category_id = ${which.categoryId}`
  const { rows } = await sql<{ product_id: string }>`
    with fitting as materialized (
      select p.id as product_id, c.id as category_id from product p join category c on ${ofCategory}
      where ${ofProduct} and (
        exists (select from unnest(c.rule_types) t where lower(t) = lower(p.type))
        or exists (select from unnest(c.rule_tags) t join unnest(p.tags) g on lower(t) = lower(g)))),
    gone as (
      delete from product_category r where ${kept} and r.added_by = 'rule'
        and not exists (select from fitting f where f.product_id = r.product_id and f.category_id = r.category_id)
      returning r.product_id),
    come as (
      insert into product_category (product_id, category_id, added_by) select product_id, category_id, 'rule' from fitting
      on conflict do nothing returning product_id)
    select product_id from gone union select product_id from come`.execute(tx)
  return rows.map(({ product_id }) => product_id)
}
