import type { Publish, Tx } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import { handleKeyOf } from '../domain/listing.ts'
import type { StoredProduct } from '../domain/stored-product.ts'
import type { Decision } from '../import/decide.ts'
import type { DecideProduct } from '../import/import-jobs.ts'
import type { FoundProblem } from '../import/import-problem.ts'
import type { ShopifyProduct } from '../shopify/product.ts'
import { refreshListings } from './listings.ts'
import { loadProducts } from './load-products.ts'
import { saveProducts, type Saving } from './save-product.ts'
import { setOnHand, type StockCause } from './stock-levels.ts'
import type { ProductTables } from './tables.ts'

/** What became of some products of a file. */
export interface Dealt {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly variants: number
  readonly images: number
  readonly stock: number
  readonly problems: readonly FoundProblem[]
}

export interface Dealing {
  readonly products: readonly ShopifyProduct[]
  readonly decide: DecideProduct
  readonly cause: StockCause
  readonly dryRun: boolean
}

/**
 * Decides about products of a file and writes what was decided. Nobody changes those that the shop has until the transaction ends: the
 * products are locked, then their levels, each in the order of ids.
 */
export async function dealWith(tx: Tx<ProductTables>, publish: Publish, dealing: Dealing): Promise<Dealt> {
  const { products, decide, cause, dryRun } = dealing
  const known = await lockKnown(tx, products)
  const decided = products.map((file) => ({ file, decision: decide(file, known.get(handleKeyOf(file.handle))) }))
  const decisions = decided.map(({ decision }) => decision)
  if (!dryRun) await carryOut(tx, publish, decisions, cause)

  const accepted = decided.flatMap(({ file, decision }) => (decision.outcome === 'rejected' ? [] : [file]))
  const count = (outcome: Decision['outcome']) => decisions.filter((decision) => decision.outcome === outcome).length
  return {
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    rejected: count('rejected'),
    variants: total(accepted, ({ variants = [] }) => variants.length),
    images: total(accepted, ({ images = [] }) => images.length),
    stock: total(accepted, ({ variants = [] }) => total(variants, ({ quantity }) => quantity ?? 0)),
    problems: decisions.flatMap(({ problems }) => problems),
  }
}

const total = <T>(things: readonly T[], of: (thing: T) => number): number =>
  things.reduce((sum, thing) => sum + of(thing), 0)

async function lockKnown(
  tx: Tx<ProductTables>,
  products: readonly ShopifyProduct[],
): Promise<ReadonlyMap<string, StoredProduct>> {
  const keys = products.map(({ handle }) => handleKeyOf(handle))
  const { rows } = await sql<{
    id: string
  }>`select id from product where handle_key = any(${keys}::text[]) order by id for update`.execute(tx)
  if (rows.length === 0) return new Map()
  const ids = rows.map(({ id }) => id)
  await sql`
    select from stock_level where variant_id in (select id from variant where product_id = any(${ids}::uuid[]))
    order by variant_id, location for update`.execute(tx)
  const known = await loadProducts(tx, sql`p.id = any(${ids}::uuid[])`)
  return new Map(known.map((product) => [handleKeyOf(product.handle), product]))
}

/** Contents first, then counts, so that a variant that is counted from now on has its level. */
async function carryOut(
  tx: Tx<ProductTables>,
  publish: Publish,
  decisions: readonly Decision[],
  cause: StockCause,
): Promise<void> {
  const updates = decisions.filter((decision) => decision.outcome === 'updated')
  await saveProducts(tx, publish, decisions.flatMap(savingOf), cause)
  const stock = updates.flatMap((decision) => decision.stock)
  if (stock.length === 0) return
  const short = await setOnHand(tx, publish, stock, cause)
  // The decisions were made on locked levels.
  if (short.length > 0)
    throw new Error(`more is reserved of ${short.map(({ variantId }) => variantId).join(', ')} than was decided upon`)
  await refreshListings(
    tx,
    updates.filter((decision) => decision.stock.length > 0).map(({ known }) => known.id),
  )
}

function savingOf(decision: Decision): Saving[] {
  if (decision.outcome === 'created') return [{ id: newId(), current: undefined, content: decision.content }]
  if (decision.outcome !== 'updated' || !decision.content) return []
  return [{ id: decision.known.id, current: decision.known, content: decision.content }]
}
