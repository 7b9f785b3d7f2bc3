import type { Product, Variant, Picture } from '../../contract/product.ts'
import { availabilityOf, available, type Stocked } from './availability.ts'
import type { ProductContent, VariantContent } from './product-content.ts'

/** A product as the shop has it. */
export interface StoredProduct extends Omit<ProductContent, 'pictures' | 'variants'> {
  readonly id: string
  readonly version: number
  readonly createdAt: Date
  readonly pictures: readonly StoredPicture[]
  readonly variants: readonly StoredVariant[]
  /** Those it was put into, by hand or by a rule, without those above them. */
  readonly categories: readonly { readonly id: string; readonly handle: string; readonly title: string }[]
}

export interface StoredPicture {
  readonly id: string
  readonly source: string
  readonly alt: string
  readonly extra: Readonly<Record<string, unknown>>
  /** The shop's own copy: its name, its size and the widths kept. */
  readonly copy?: {
    readonly hash: string
    readonly width: number
    readonly height: number
    readonly widths: readonly number[]
  }
}

export interface StoredVariant extends Omit<VariantContent, 'onHand'>, Stocked {
  readonly id: string
  /** The locations together. */
  readonly onHand: number
}

/** Whether shoppers see it. */
export const isVisible = ({ status, publishedAt }: Pick<ProductContent, 'status' | 'publishedAt'>, now: Date) =>
  status === 'active' && publishedAt !== undefined && publishedAt <= now

/** The shop's own copies, smallest first; none while there is no copy. */
export function pictureView({ alt, copy }: Pick<StoredPicture, 'alt' | 'copy'>): Picture {
  if (!copy) return { alt: shortened(alt), sizes: [] }
  const { hash, width, height, widths } = copy
  const sizes = widths.map((each) => ({ width: each, url: `/media/${hash}-${each}.webp` }))
  return { alt: shortened(alt), width, height, sizes }
}
const shortened = (alt: string) => alt.slice(0, 512).toWellFormed()

export const variantTitle = (optionValues: readonly string[]): string => optionValues.join(' / ')

/** The product's page. */
export function productView(product: StoredProduct): Product {
  const { vendor, type, publishedAt } = product
  return {
    id: product.id,
    handle: product.handle,
    title: product.title,
    descriptionHtml: product.description.html,
    ...(vendor && { vendor }),
    ...(type && { type }),
    tags: [...product.tags],
    status: product.status,
    ...(publishedAt && { publishedAt: publishedAt.toISOString() }),
    seo: product.seo,
    options: product.options.map(({ name }, index) => ({ name, values: optionValues(product, index) })),
    pictures: product.pictures.map(pictureView),
    variants: product.variants.map((variant) => variantView(product, variant)),
    categories: [...product.categories],
    version: product.version,
  }
}

/** The values of an option in the order in which the variants name them. */
export const optionValues = ({ variants }: Pick<StoredProduct, 'variants'>, index: number): string[] => [
  ...new Set(variants.map(({ optionValues }) => optionValues[index]!)),
]

function variantView(product: StoredProduct, variant: StoredVariant): Variant {
  const { sku, barcode, grams, price } = variant
  const { currency, amount, compareAt } = price
  const picture = product.pictures.findIndex(({ source }) => source === variant.picture)
  return {
    id: variant.id,
    ...(sku && { sku }),
    ...(barcode && { barcode }),
    title: variantTitle(variant.optionValues),
    options: [...variant.optionValues],
    price: { amount, currency },
    ...(compareAt !== undefined && { compareAt: { amount: compareAt, currency } }),
    availability: availabilityOf(available(variant)),
    ...(grams !== undefined && { grams: Math.ceil(grams) }),
    requiresShipping: variant.requiresShipping,
    taxClass: variant.taxClass,
    ...(picture >= 0 && { picture }),
  }
}
