import type { ProductInput } from '../../contract/product.ts'
import type { Price, ProductContent, VariantContent } from './product-content.ts'

/** What the request does not say itself. */
export interface Made {
  readonly handle: string
  /** The description as it may be shown. */
  readonly descriptionHtml: string
  /** When the product was first published, else now. */
  readonly publishedAt: Date
}

/** What a merchant sent, with what was left out filled in. */
export function contentOfInput(input: ProductInput, made: Made): ProductContent {
  const { vendor, type, seo = {} } = input
  return {
    handle: made.handle,
    title: input.title,
    description: { source: input.descriptionHtml ?? '', html: made.descriptionHtml },
    ...(vendor && { vendor }),
    ...(type && { type }),
    tags: [...new Set(input.tags)],
    status: input.status ?? 'active',
    ...(input.published !== false && { publishedAt: made.publishedAt }),
    seo,
    options: (input.options ?? []).map((name) => ({ name, extra: {} })),
    pictures: (input.images ?? []).map(({ src, alt = '' }) => ({ source: src, alt, extra: {} })),
    variants: input.variants.map(variantOf),
    extra: {},
  }
}

function variantOf(input: ProductInput['variants'][number]): VariantContent {
  const { sku, barcode, grams, onHand, price, compareAt } = input
  return {
    optionValues: input.options,
    ...(sku && { sku }),
    ...(barcode && { barcode }),
    ...(grams !== undefined && { grams }),
    requiresShipping: input.requiresShipping ?? true,
    taxClass: input.taxClass ?? 'standard',
    tracked: input.tracked ?? true,
    soldOutPolicy: input.soldOutPolicy ?? 'deny',
    price: priceOf(price, compareAt),
    ...(onHand !== undefined && { onHand }),
    extra: {},
  }
}

const priceOf = (
  { amount, currency }: { amount: number; currency: string },
  compareAt?: { amount: number; currency: string },
): Price => ({ amount, currency, ...(compareAt?.currency === currency && { compareAt: compareAt.amount }) })
