import type { Publish, Tx } from '@mallhive/chassis'
import type { EventMessage } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import { priceChanged, productCreated, productUpdated } from '../../contract/events.ts'
import { handleKeyOf } from '../domain/listing.ts'
import { matchVariants } from '../domain/match-variants.ts'
import type { ProductContent } from '../domain/product-content.ts'
import { isVisible, type StoredProduct } from '../domain/stored-product.ts'
import { applyRules } from './category-rules.ts'
import { refreshListings } from './listings.ts'
import {
  saveOptions,
  savePictures,
  savePrices,
  saveVariants,
  type PriceChange,
  type WantedProduct,
} from './product-parts.ts'
import { saveLevels, type StockCause } from './stock-levels.ts'
import type { ProductTables } from './tables.ts'

export interface Saving {
  readonly id: string
  /** As it is now, its row locked by this transaction; undefined for a new product. */
  readonly current: StoredProduct | undefined
  readonly content: ProductContent
}

type Wanted = Saving & WantedProduct

/**
 * Writes all of some products: themselves, their parts, prices as history, levels for new variants, redirects from handles they had, their
 * categories by rule, their listings, and states what happened. About twenty statements, however many they are; locks products, then
 * levels, then listings. Throws PostgreSQL's unique violation on `product_handle_key_key` when another product has a handle.
 */
export async function saveProducts(
  tx: Tx<ProductTables>,
  publish: Publish,
  savings: readonly Saving[],
  cause: StockCause,
): Promise<readonly StoredProduct[]> {
  if (savings.length === 0) return []
  const products = savings.map(withVariantIds)
  const variants = products.flatMap((product) => product.variants)
  const ids = products.map(({ id }) => id)

  await writeProducts(tx, products, cause.at)
  await keepOldHandles(tx, products, cause.at)
  await saveOptions(tx, products)
  await saveVariants(tx, products, await savePictures(tx, products, cause.at))
  const prices = await savePrices(tx, variants, cause.at)
  await saveLevels(tx, publish, variants, cause)
  await applyRules(tx, { productIds: ids })
  const saved = await refreshListings(tx, ids)

  publish(...products.map((product) => productEvent(product, cause.at)))
  const productOf = new Map(products.flatMap(({ id, variants }) => variants.map((variant) => [variant.id, id])))
  publish(...prices.map((change) => priceEvent(productOf.get(change.variantId)!, change, cause.at)))
  return saved
}

/** One product, likewise. */
export async function saveProduct(
  tx: Tx<ProductTables>,
  publish: Publish,
  { cause, ...saving }: Saving & { readonly cause: StockCause },
): Promise<StoredProduct> {
  const [saved] = await saveProducts(tx, publish, [saving], cause)
  return saved!
}

function withVariantIds(saving: Saving): Wanted {
  const { current, content } = saving
  const matches = matchVariants(current?.variants ?? [], content.variants)
  const variants = content.variants.map((variant, index) => {
    const before = matches[index]
    return { ...variant, id: before === undefined ? newId() : current!.variants[before]!.id }
  })
  return { ...saving, variants }
}

async function writeProducts(tx: Tx<ProductTables>, products: readonly Wanted[], at: Date): Promise<void> {
  const rows = products.map(({ id, content, current }) => ({
    id,
    handle: content.handle,
    handle_key: handleKeyOf(content.handle),
    title: content.title,
    description_source: content.description.source,
    description_html: content.description.html,
    vendor: content.vendor,
    type: content.type,
    tags: content.tags,
    status: content.status,
    published_at: content.publishedAt,
    seo_title: content.seo.title,
    seo_description: content.seo.description,
    extra: content.extra,
    import_hash: content.importHash,
    version: (current?.version ?? 0) + 1,
  }))
  await sql`
    insert into product (id, handle, handle_key, title, description_source, description_html, vendor, type, tags, status, published_at,
      seo_title, seo_description, extra, import_hash, version, created_at, updated_at)
    select p.*, ${at}::timestamptz, ${at}::timestamptz from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p (id uuid, handle text, handle_key text,
      title text, description_source text, description_html text, vendor text, type text, tags text[], status text, published_at timestamptz,
      seo_title text, seo_description text, extra jsonb, import_hash text, version integer)
    on conflict (id) do update set handle = excluded.handle, handle_key = excluded.handle_key, title = excluded.title,
      description_source = excluded.description_source, description_html = excluded.description_html, vendor = excluded.vendor,
      type = excluded.type, tags = excluded.tags, status = excluded.status, published_at = excluded.published_at,
      seo_title = excluded.seo_title, seo_description = excluded.seo_description, extra = excluded.extra,
      import_hash = excluded.import_hash, version = excluded.version, updated_at = excluded.updated_at`.execute(tx)
}

/** Old addresses lead to the new ones; a handle in use leads nowhere else. */
async function keepOldHandles(tx: Tx<ProductTables>, products: readonly Wanted[], at: Date): Promise<void> {
  const moved = products
    .map(({ id, content, current }) => ({
      id,
      key: handleKeyOf(content.handle),
      before: current && handleKeyOf(current.handle),
    }))
    .filter(({ key, before }) => key !== before)
  if (moved.length === 0) return
  const taken = moved.map(({ key }) => key)
  await sql`delete from handle_redirect where handle_key = any(${taken}::text[])`.execute(tx)
  const left = moved.flatMap(({ id, before }) => (before === undefined ? [] : [{ id, before }]))
  if (left.length === 0) return
  await sql`
    insert into handle_redirect (handle_key, product_id, created_at)
    select before, id, ${at}::timestamptz from jsonb_to_recordset(${JSON.stringify(left)}::jsonb) as m (before text, id uuid)
    on conflict (handle_key) do update set product_id = excluded.product_id, created_at = excluded.created_at`.execute(
    tx,
  )
}

function productEvent({ id, content, current, variants }: Wanted, at: Date): EventMessage {
  const facts = {
    productId: id,
    handle: content.handle,
    title: content.title,
    variantIds: variants.map((variant) => variant.id),
    visible: isVisible(content, at),
  }
  return (current ? productUpdated : productCreated)(id, facts, at)
}

const priceEvent = (productId: string, { variantId, currency, amount, before }: PriceChange, at: Date) =>
  priceChanged(variantId, { variantId, productId, ...(before && { before }), now: { amount, currency } }, at)
