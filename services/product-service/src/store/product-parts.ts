import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { ProductContent, VariantContent } from '../domain/product-content.ts'
import type { Db } from './tables.ts'

/** A variant about to be saved, with the id it keeps or gets. */
export interface Wanted extends VariantContent {
  readonly id: string
}

/** A product with its variants, about to be saved. */
export interface WantedProduct {
  readonly id: string
  readonly content: ProductContent
  readonly variants: readonly Wanted[]
}

/** Options of products by position. One statement. */
export async function saveOptions(tx: Db, products: readonly WantedProduct[]): Promise<void> {
  const rows = products.flatMap(({ id, content }) =>
    content.options.map(({ name, extra }, index) => ({ product_id: id, position: index + 1, name, extra })),
  )
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o (product_id uuid, position integer, name text, extra jsonb)`
  await sql`
    with gone as (
      delete from product_option p where p.product_id = any(${idsOf(products)}::uuid[])
        and not exists (select from ${given} where o.product_id = p.product_id and o.position = p.position))
    insert into product_option (product_id, position, name, extra) select product_id, position, name, extra from ${given}
    on conflict (product_id, position) do update set name = excluded.name, extra = excluded.extra`.execute(tx)
}

/** Ids of pictures by product and address. */
export type PictureIds = ReadonlyMap<string, ReadonlyMap<string, string>>

/**
 * Pictures in their order, each with the copy that the shop has or wants of its address; what was copied for another product serves here
 * too. Three statements.
 */
export async function savePictures(tx: Db, products: readonly WantedProduct[], now: Date): Promise<PictureIds> {
  const rows = products.flatMap(({ id, content }) =>
    content.pictures.map(({ source, alt, extra }, index) => {
      return { id: newId(), product_id: id, media_id: newId(), position: index + 1, source, alt, extra }
    }),
  )
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as p (id uuid, product_id uuid, media_id uuid, position integer, source text, alt text, extra jsonb)`
  await sql`delete from picture where product_id = any(${idsOf(products)}::uuid[])`.execute(tx)
  const ids = new Map(products.map(({ id }) => [id, new Map<string, string>()]))
  if (rows.length === 0) return ids
  await sql`
    insert into media (id, source, next_attempt_at, updated_at)
    select distinct on (p.source) p.media_id, p.source, ${now}::timestamptz, ${now}::timestamptz from ${given} order by p.source
    on conflict (md5(source)) do nothing`.execute(tx)
  await sql`
    insert into picture (id, product_id, position, alt, media_id, extra)
    select p.id, p.product_id, p.position, p.alt, m.id, p.extra from ${given} join media m on md5(m.source) = md5(p.source)`.execute(
    tx,
  )
  // The first of two pictures with one address counts.
  for (const { id, product_id, source } of rows.toReversed()) ids.get(product_id)!.set(source, id)
  return ids
}

/** Writes the variants and takes those away that are not wanted any more. Two statements. */
export async function saveVariants(tx: Db, products: readonly WantedProduct[], pictures: PictureIds): Promise<void> {
  const rows = products.flatMap(({ id, variants }) =>
    variants.map((variant, index) => variantRow(id, variant, index + 1, pictures)),
  )
  const ids = rows.map((row) => row.id)
  await sql`delete from variant where product_id = any(${idsOf(products)}::uuid[]) and id <> all(${ids}::uuid[])`.execute(
    tx,
  )
  await sql`
    insert into variant (id, product_id, position, option_values, sku, barcode, grams, requires_shipping, tax_class, tracked, sold_out_policy, picture_id, extra)
    select v.id, v.product_id, v.position, v.option_values, v.sku, v.barcode, v.grams, v.requires_shipping, v.tax_class, v.tracked, v.sold_out_policy, v.picture_id, v.extra
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v (id uuid, product_id uuid, position integer, option_values text[], sku text, barcode text,
      grams double precision, requires_shipping boolean, tax_class text, tracked boolean, sold_out_policy text, picture_id uuid, extra jsonb)
    on conflict (id) do update set position = excluded.position, option_values = excluded.option_values, sku = excluded.sku, barcode = excluded.barcode,
      grams = excluded.grams, requires_shipping = excluded.requires_shipping, tax_class = excluded.tax_class, tracked = excluded.tracked,
      sold_out_policy = excluded.sold_out_policy, picture_id = excluded.picture_id, extra = excluded.extra`.execute(tx)
}

const variantRow = (productId: string, variant: Wanted, position: number, pictures: PictureIds) => ({
  id: variant.id,
  product_id: productId,
  position,
  option_values: variant.optionValues,
  sku: variant.sku,
  barcode: variant.barcode,
  grams: variant.grams,
  requires_shipping: variant.requiresShipping,
  tax_class: variant.taxClass,
  tracked: variant.tracked,
  sold_out_policy: variant.soldOutPolicy,
  picture_id: variant.picture === undefined ? undefined : pictures.get(productId)?.get(variant.picture),
  extra: variant.extra,
})

const idsOf = (products: readonly WantedProduct[]) => products.map(({ id }) => id)

export interface PriceChange {
  readonly variantId: string
  readonly currency: string
  readonly amount: number
  /** None for a variant that had no price yet. */
  readonly before: { readonly currency: string; readonly amount: number } | null
}

/** Closes prices that are not right any more and opens new ones. Answers those whose amount changed. Two statements. */
export async function savePrices(tx: Db, variants: readonly Wanted[], now: Date): Promise<readonly PriceChange[]> {
  const rows = variants.map(({ id, price }) => ({
    id: newId(),
    variant_id: id,
    currency: price.currency,
    amount: price.amount,
    compare_at: price.compareAt,
  }))
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (id uuid, variant_id uuid, currency text, amount bigint, compare_at bigint)`
  const closed = await sql<{ variant_id: string; currency: string; amount: number }>`
    update price c set valid_to = greatest(${now}::timestamptz, c.valid_from) from ${given}
    where c.variant_id = n.variant_id and c.price_list = 'default' and c.valid_to is null
      and (c.currency, c.amount, c.compare_at) is distinct from (n.currency, n.amount, n.compare_at)
    returning c.variant_id, c.currency, c.amount`.execute(tx)
  const opened = await sql<{ variant_id: string; currency: string; amount: number }>`
    insert into price (id, variant_id, currency, amount, compare_at, valid_from)
    select n.id, n.variant_id, n.currency, n.amount, n.compare_at, ${now}::timestamptz from ${given}
    where not exists (select from price c where c.variant_id = n.variant_id and c.price_list = 'default' and c.valid_to is null)
    returning variant_id, currency, amount`.execute(tx)
  const before = new Map(closed.rows.map(({ variant_id, currency, amount }) => [variant_id, { currency, amount }]))
  return opened.rows
    .map(({ variant_id, currency, amount }) => ({
      variantId: variant_id,
      currency,
      amount,
      before: before.get(variant_id) ?? null,
    }))
    .filter(({ before, amount, currency }) => before?.amount !== amount || before.currency !== currency)
}
