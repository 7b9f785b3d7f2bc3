import { sql } from 'kysely'
import { listingOf, type Listing } from '../domain/listing.ts'
import type { StoredProduct } from '../domain/stored-product.ts'
import { loadProducts } from './load-products.ts'
import type { Db } from './tables.ts'

/**
 * Writes again what lists know of these products. Three statements. The rows are locked before anything is read, in the order of their
 * ids, and always as the last thing of a transaction: so two changes of one product cannot each miss the other. Answers the products.
 */
export async function refreshListings(tx: Db, productIds: readonly string[]): Promise<readonly StoredProduct[]> {
  if (productIds.length === 0) return []
  await sql`select from listing where product_id = any(${[...productIds]}::uuid[]) order by product_id for update`.execute(
    tx,
  )
  const products = await loadProducts(tx, sql`p.id = any(${[...productIds]}::uuid[])`)
  await saveListings(tx, products.map(listingOf))
  return products
}

/** Two statements. */
async function saveListings(tx: Db, listings: readonly Listing[]): Promise<void> {
  if (listings.length === 0) return
  await sql`
    insert into listing (product_id, handle_key, visible, published_at, newest, featured, title_key, vendor, type, tags, options, category_ids,
      price_from, price_to, in_stock, words, card)
    select l.product_id, l.handle_key, l.visible, l.published_at, l.newest, coalesce(f.position, 2147483647), l.title_key, l.vendor, l.type,
      l.tags, l.options, ${categoriesOf}, l.price_from, l.price_to, l.in_stock, l.words::tsvector, l.card
    from jsonb_to_recordset(${JSON.stringify(listings.map(rowOf))}::jsonb) as l (product_id uuid, handle_key text, visible boolean,
      published_at timestamptz, newest bigint, title_key text, vendor text, type text, tags text[], options text[], price_from bigint,
      price_to bigint, in_stock boolean, words text, card jsonb)
    left join featured f on f.product_id = l.product_id
    on conflict (product_id) do update set handle_key = excluded.handle_key, visible = excluded.visible, published_at = excluded.published_at,
      newest = excluded.newest, featured = excluded.featured, title_key = excluded.title_key, vendor = excluded.vendor, type = excluded.type,
      tags = excluded.tags, options = excluded.options, category_ids = excluded.category_ids, price_from = excluded.price_from,
      price_to = excluded.price_to, in_stock = excluded.in_stock, words = excluded.words, card = excluded.card`.execute(
    tx,
  )
  await saveVariants(tx, listings)
}

/** The categories that `l.product_id` is in, with all above them. */
export const categoriesOf = sql`array(
  with recursive above as (
    select category_id as id from product_category where product_id = l.product_id
    union select c.parent_id from category c join above a on c.id = a.id where c.parent_id is not null)
  select id from above order by id)`

async function saveVariants(tx: Db, listings: readonly Listing[]): Promise<void> {
  const variants = listings.flatMap(({ productId, variants }) =>
    variants.map(({ variantId, options, amount, inStock }) => ({
      variant_id: variantId,
      product_id: productId,
      options,
      amount,
      in_stock: inStock,
    })),
  )
  await sql`
    with gone as (delete from listing_variant where product_id = any(${listings.map(({ productId }) => productId)}::uuid[])
      and variant_id <> all(${variants.map(({ variant_id }) => variant_id)}::uuid[]))
    insert into listing_variant (variant_id, product_id, options, amount, in_stock)
    select * from jsonb_to_recordset(${JSON.stringify(variants)}::jsonb)
      as v (variant_id uuid, product_id uuid, options text[], amount bigint, in_stock boolean)
    on conflict (variant_id) do update set product_id = excluded.product_id, options = excluded.options, amount = excluded.amount, in_stock = excluded.in_stock
    where (listing_variant.options, listing_variant.amount, listing_variant.in_stock) is distinct from (excluded.options, excluded.amount, excluded.in_stock)`.execute(
    tx,
  )
}

const rowOf = (listing: Listing) => ({
  product_id: listing.productId,
  handle_key: listing.handleKey,
  visible: listing.visible,
  published_at: listing.publishedAt,
  newest: listing.newest,
  title_key: listing.titleKey,
  vendor: listing.vendor,
  type: listing.type,
  tags: listing.tags,
  options: listing.options,
  price_from: listing.priceFrom,
  price_to: listing.priceTo,
  in_stock: listing.inStock,
  words: listing.words,
  card: listing.card,
})
