import type { ShopifyImage, ShopifyProduct, ShopifyVariant } from './product.ts'

/** What one row of a written file holds. The product's own cells are in its first row only. */
export type LaidOutRow = {
  readonly isFirst: boolean
  readonly variant: ShopifyVariant | undefined
  readonly image: ShopifyImage | undefined
}

/**
 * Lays a product out in rows as Shopify does: the first variant and the first picture beside the product, the second
 * ones in the next row, and so on. Things that carry extra cells of their own keep a row of their own.
 */
export function layOut(product: ShopifyProduct): LaidOutRow[] {
  const variants: (ShopifyVariant | undefined)[] = [...(product.variants ?? [])]
  const images: (ShopifyImage | undefined)[] = [...(product.images ?? [])]
  if (hasExtras(variants[0])) variants.unshift(undefined)
  if (images.some(hasExtras)) images.unshift(...Array<undefined>(Math.max(1, variants.length)))
  const rows = Math.max(1, variants.length, images.length)
  return Array.from({ length: rows }, (_, index) => {
    return { isFirst: index === 0, variant: variants[index], image: images[index] }
  })
}

const hasExtras = (part: ShopifyVariant | ShopifyImage | undefined) => Object.keys(part?.extras ?? {}).length > 0
