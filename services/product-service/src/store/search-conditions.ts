import { sql, type RawBuilder } from 'kysely'
import type { Wanted } from '../search/product-search.ts'

type Condition = RawBuilder<unknown>

/** Which of the shopper's selections to leave out: `vendor`, `type`, `tag`, `price`, `availability` or `option:NAME`. */
export type Without = string | undefined

/** What narrows the list: conditions on `listing l` and, for one and the same variant, on `listing_variant v`. */
export interface Conditions {
  readonly products: readonly Condition[]
  readonly variants: readonly Condition[]
}

/** The conditions of everything that was selected, but for one facet. */
export function conditionsOf(
  wanted: Wanted,
  context: { now: Date; text: Condition | undefined; categoryId: string | undefined },
  without?: Without,
): Conditions {
  const products: Condition[] = [sql`l.visible`, sql`l.published_at <= ${context.now}::timestamptz`]
  const variants: Condition[] = []
  if (context.text) products.push(context.text)
  if (context.categoryId !== undefined) products.push(sql`l.category_ids @> array[${context.categoryId}::uuid]`)
  if (wanted.vendors.length > 0 && without !== 'vendor')
    products.push(sql`l.vendor = any(${[...wanted.vendors]}::text[])`)
  if (wanted.types.length > 0 && without !== 'type') products.push(sql`l.type = any(${[...wanted.types]}::text[])`)
  if (wanted.tags.length > 0 && without !== 'tag') products.push(sql`l.tags && ${[...wanted.tags]}::text[]`)
  for (const [name, terms] of optionsByName(wanted.options)) {
    if (without === `option:${name}`) continue
    // The first is implied by the second, and found by an index.
    products.push(sql`l.options && ${terms}::text[]`)
    variants.push(sql`v.options && ${terms}::text[]`)
  }
  if (without !== 'price') {
    if (wanted.priceMin !== undefined) variants.push(sql`v.amount >= ${wanted.priceMin}::bigint`)
    if (wanted.priceMax !== undefined) variants.push(sql`v.amount <= ${wanted.priceMax}::bigint`)
  }
  if (wanted.available && without !== 'availability') variants.push(sql`v.in_stock`)
  return { products, variants }
}

/** A product fits when it fits itself and has a variant that fits in everything. */
export function productFits({ products, variants }: Conditions): Condition {
  const own = sql.join([...products], sql` and `)
  if (variants.length === 0) return own
  return sql`${own} and exists (select from listing_variant v where v.product_id = l.product_id and ${sql.join([...variants], sql` and `)})`
}

/** Values of one option are alternatives; different options must all hold. */
export function optionsByName(terms: readonly string[]): ReadonlyMap<string, string[]> {
  const names = new Map<string, string[]>()
  for (const term of terms) {
    const name = term.slice(0, Math.max(0, term.indexOf(':')))
    names.set(name, [...(names.get(name) ?? []), term])
  }
  return names
}
