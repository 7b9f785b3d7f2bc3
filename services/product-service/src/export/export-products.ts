import type { StoredProduct } from '../domain/stored-product.ts'
import { toShopify } from '../import/to-shopify.ts'
import type { Dialect } from '../shopify/columns.ts'
import { headerOf } from '../shopify/dialect.ts'
import type { ShopifyProduct } from '../shopify/product.ts'
import { writeProducts } from '../shopify/write.ts'

/** What an export reads. */
export interface Exported {
  /** Every product in the order in which they came into the shop, a page at a time. */
  products(): AsyncIterable<StoredProduct>
  /** Names of the markets and of the columns that no dialect knows, of all products together. */
  columns(): Promise<{ readonly markets: readonly string[]; readonly extras: readonly string[] }>
}

/**
 * All products as a Shopify export, piece by piece at the pace at which it is taken: memory is bounded by one page. Importing it changes
 * nothing.
 */
export async function* exportProducts(shop: Exported, dialect: Dialect, currency: string): AsyncGenerator<string> {
  const { markets, extras } = await shop.columns()
  yield* writeProducts(inShopifyWords(shop.products()), { currency, columns: headerOf(dialect, markets, extras) })
}

async function* inShopifyWords(products: AsyncIterable<StoredProduct>): AsyncGenerator<ShopifyProduct> {
  for await (const product of products) yield toShopify(product)
}
