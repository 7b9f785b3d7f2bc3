import type { Header } from './dialect.ts'
import { nameOf } from './dialect.ts'
import type { Problem } from './problem.ts'
import type { ShopifyProduct } from './product.ts'

/**
 * What a product lacks that the shop does not have yet. A file without prices may update products, which keep theirs,
 * but a new one would be on sale for nothing.
 */
export function problemsOfNewProduct({ handle, lines, variants }: ShopifyProduct, { dialect }: Header): Problem[] {
  if (variants?.length && variants.every((variant) => variant.price !== undefined)) return []
  const column = nameOf('price', dialect)
  const message = `The product is new, and the file has no column “${column}”. Add it with a price for each variant.`
  return [{ line: lines.first, column, code: 'price-missing', message, handle, severity: 'error' }]
}
