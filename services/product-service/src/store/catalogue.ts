import type { Database, Tx } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import { sql } from 'kysely'
import { productDeleted } from '../../contract/events.ts'
import { handleKeyOf } from '../domain/listing.ts'
import type { ProductContent } from '../domain/product-content.ts'
import { isVisible, type StoredProduct } from '../domain/stored-product.ts'
import { loadProduct, loadProducts } from './load-products.ts'
import { saveProduct } from './save-product.ts'
import type { StockCause } from './stock-levels.ts'
import type { ProductTables } from './tables.ts'

export type Found =
  | { readonly kind: 'product'; readonly product: StoredProduct }
  | { readonly kind: 'moved'; readonly handle: string }
  | { readonly kind: 'none' }

export type CatalogueError = { readonly code: 'product.not_found' } | { readonly code: 'product.handle_taken' }

export interface Catalogue {
  /** By id or handle, whatever its capitals. A handle that it had before says where it is now. With `hidden` also drafts and the like. */
  find(idOrHandle: string, options: { readonly hidden: boolean; readonly now: Date }): Promise<Found>
  /** Run twice with one id it makes one product and answers it both times. */
  create(id: string, content: ProductContent, cause: StockCause): Promise<Result<StoredProduct, CatalogueError>>
  /** Decides on the product as it is, its row locked, and saves what was decided; or nothing. */
  replace<E>(
    id: string,
    decide: (current: StoredProduct) => Result<ProductContent, E>,
    cause: StockCause,
  ): Promise<Result<StoredProduct, CatalogueError | E>>
  /** False when there is none. Stock, its ledger and reservations stay, so that orders under way can end. */
  remove(id: string, at: Date): Promise<boolean>
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function postgresCatalogue(database: Database<ProductTables>): Catalogue {
  return {
    async find(idOrHandle, { hidden, now }) {
      const key = handleKeyOf(idOrHandle)
      const byId = UUID.test(idOrHandle) ? sql`p.id = ${idOrHandle} or` : sql``
      const [product] = await loadProducts(database.read, sql`(${byId} p.handle_key = ${key})`)
      if (product) return hidden || isVisible(product, now) ? { kind: 'product', product } : { kind: 'none' }
      const moved = await database.read
        .selectFrom('handle_redirect')
        .innerJoin('product', 'product.id', 'handle_redirect.product_id')
        .select(['product.handle', 'product.status', 'product.published_at'])
        .where('handle_redirect.handle_key', '=', key)
        .executeTakeFirst()
      if (!moved) return { kind: 'none' }
      const seen = isVisible(
        { status: moved.status, ...(moved.published_at && { publishedAt: moved.published_at }) },
        now,
      )
      return hidden || seen ? { kind: 'moved', handle: moved.handle } : { kind: 'none' }
    },

    create: (id, content, cause) =>
      orTaken(() =>
        database.transaction(async (tx, publish) => {
          const made = await loadProduct(tx, id)
          return ok(made ?? (await saveProduct(tx, publish, { id, current: undefined, content, cause })))
        }),
      ),

    replace: <E>(id: string, decide: (current: StoredProduct) => Result<ProductContent, E>, cause: StockCause) =>
      orTaken<StoredProduct, E>(() =>
        database.transaction(async (tx, publish) => {
          const current = await lockProduct(tx, id)
          if (!current) return fail({ code: 'product.not_found' as const })
          const decision = decide(current)
          if (!decision.ok) return decision
          return ok(await saveProduct(tx, publish, { id, current, content: decision.value, cause }))
        }),
      ),

    remove: (id, at) =>
      database.transaction(async (tx, publish) => {
        const current = await lockProduct(tx, id)
        if (!current) return false
        await tx.deleteFrom('product').where('id', '=', id).execute()
        publish(productDeleted(id, { productId: id, variantIds: current.variants.map((variant) => variant.id) }, at))
        return true
      }),
  }
}

/** The product as it is, nobody else changing it until this transaction ends. */
export async function lockProduct(tx: Tx<ProductTables>, id: string): Promise<StoredProduct | undefined> {
  await sql`select from product where id = ${id} for update`.execute(tx)
  return loadProduct(tx, id)
}

/** The database has the last word on whether a handle is free: two may ask for one at the same time. */
async function orTaken<T, E>(
  work: () => Promise<Result<T, E | CatalogueError>>,
): Promise<Result<T, E | CatalogueError>> {
  try {
    return await work()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code === '23505' && constraint === 'product_handle_key_key') return fail({ code: 'product.handle_taken' })
    throw error
  }
}
