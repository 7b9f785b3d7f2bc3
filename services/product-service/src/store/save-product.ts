import type { Publish, Tx } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import { priceChanged, productCreated, productUpdated } from '../../contract/events.ts'
import { handleKeyOf } from '../domain/listing.ts'
import { matchVariants } from '../domain/match-variants.ts'
import type { ProductContent } from '../domain/product-content.ts'
import { isVisible, type StoredProduct } from '../domain/stored-product.ts'
import { applyRules } from './category-rules.ts'
import { refreshListings } from './listings.ts'
import { saveOptions, savePictures, savePrices, saveVariants, type PriceChange, type Wanted } from './product-parts.ts'
import { saveLevels, type StockCause } from './stock-levels.ts'
import type { ProductTables } from './tables.ts'

export interface Saving {
  readonly id: string
  /** As it is now, its row locked by this transaction; undefined for a new product. */
  readonly current: StoredProduct | undefined
  readonly content: ProductContent
  readonly cause: StockCause
}

/**
 * Writes all of a product: itself, its parts, prices as history, levels for new variants, a redirect when the handle changed, its
 * categories by rule, its listing, and states what happened. About fifteen statements; locks the product, then levels, then the listing.
 * Throws PostgreSQL's unique violation on `product_handle_key_key` when another product has the handle.
 */
export async function saveProduct(
  tx: Tx<ProductTables>,
  publish: Publish,
  { id, current, content, cause }: Saving,
): Promise<StoredProduct> {
  const matches = matchVariants(current?.variants ?? [], content.variants)
  const variants: Wanted[] = content.variants.map((variant, index) => {
    const before = matches[index]
    return { ...variant, id: before === undefined ? newId() : current!.variants[before]!.id }
  })

  await writeProduct(tx, id, content, current, cause.at)
  await keepOldHandle(tx, id, content, current, cause.at)
  await saveOptions(tx, id, content)
  const pictures = await savePictures(tx, id, content, cause.at)
  await saveVariants(tx, id, variants, pictures)
  const prices = await savePrices(tx, variants, cause.at)
  await saveLevels(tx, publish, variants, cause)
  await applyRules(tx, { productId: id })
  const [saved] = await refreshListings(tx, [id])

  const facts = {
    productId: id,
    handle: content.handle,
    title: content.title,
    variantIds: variants.map((variant) => variant.id),
    visible: isVisible(content, cause.at),
  }
  publish((current ? productUpdated : productCreated)(id, facts, cause.at))
  publish(...prices.map((change) => priceEvent(id, change, cause.at)))
  return saved!
}

async function writeProduct(
  tx: Tx<ProductTables>,
  id: string,
  content: ProductContent,
  current: StoredProduct | undefined,
  at: Date,
): Promise<void> {
  const values = {
    handle: content.handle,
    handle_key: handleKeyOf(content.handle),
    title: content.title,
    description_source: content.description.source,
    description_html: content.description.html,
    vendor: content.vendor ?? null,
    type: content.type ?? null,
    tags: [...content.tags],
    status: content.status,
    published_at: content.publishedAt ?? null,
    seo_title: content.seo.title ?? null,
    seo_description: content.seo.description ?? null,
    extra: JSON.stringify(content.extra),
    import_hash: content.importHash ?? null,
    updated_at: at,
  }
  if (current)
    await tx
      .updateTable('product')
      .set({ ...values, version: current.version + 1 })
      .where('id', '=', id)
      .execute()
  else
    await tx
      .insertInto('product')
      .values({ ...values, id, created_at: at })
      .execute()
}

/** The old address leads to the new one; a handle in use leads nowhere else. */
async function keepOldHandle(
  tx: Tx<ProductTables>,
  id: string,
  { handle }: ProductContent,
  current: StoredProduct | undefined,
  at: Date,
): Promise<void> {
  const [key, before] = [handleKeyOf(handle), current && handleKeyOf(current.handle)]
  if (key === before) return
  await tx.deleteFrom('handle_redirect').where('handle_key', '=', key).execute()
  if (before === undefined) return
  await sql`
    insert into handle_redirect (handle_key, product_id, created_at) values (${before}, ${id}, ${at})
    on conflict (handle_key) do update set product_id = excluded.product_id, created_at = excluded.created_at`.execute(
    tx,
  )
}

const priceEvent = (productId: string, { variantId, currency, amount, before }: PriceChange, at: Date) =>
  priceChanged(variantId, { variantId, productId, ...(before && { before }), now: { amount, currency } }, at)
