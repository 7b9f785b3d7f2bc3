import type { StoredProduct } from '../domain/stored-product.ts'
import { respell, spellingsOf } from '../import/columns-by-name.ts'
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
  const spellings = { markets: spellingsOf(markets), extras: spellingsOf(extras.filter(isFree(dialect))) }
  const columns = headerOf(dialect, [...spellings.markets.values()], [...spellings.extras.values()])
  yield* writeProducts(inShopifyWords(shop.products(), spellings), { currency, columns })
}

/** A name that this dialect has a meaning for cannot be given to a column that means something else. */
function isFree(dialect: Dialect): (name: string) => boolean {
  const taken = new Set([...headerOf(dialect), 'Handle'].map((name) => name.toLowerCase()))
  return (name) => !taken.has(name.toLowerCase())
}

type Spellings = Readonly<Record<'markets' | 'extras', ReadonlyMap<string, string>>>

async function* inShopifyWords(
  products: AsyncIterable<StoredProduct>,
  { markets, extras }: Spellings,
): AsyncGenerator<ShopifyProduct> {
  for await (const stored of products) {
    const product = toShopify(stored)
    yield {
      ...product,
      extras: respell(product.extras, extras),
      includedIn: respell(product.includedIn, markets),
      variants: product.variants?.map((variant) => ({
        ...variant,
        extras: respell(variant.extras, extras),
        marketPrices: respell(variant.marketPrices, markets),
      })),
      images: product.images?.map((image) => ({ ...image, extras: respell(image.extras, extras) })),
    }
  }
}
