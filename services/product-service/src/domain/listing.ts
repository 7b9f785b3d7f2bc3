import type { ProductCard } from '../../contract/product.ts'
import { availabilityOf, available, availableOf } from './availability.ts'
import { fold, plainText, searchVector } from './fold.ts'
import { optionValues, pictureView, type StoredProduct, type StoredVariant } from './stored-product.ts'

const CARD_VALUES_MAX = 12
const TITLE_KEY_MAX = 255

/** What lists know of a product: one row, and one for each variant. */
export interface Listing {
  readonly productId: string
  readonly handleKey: string
  /** Active and with a date of publication, which may lie ahead. */
  readonly visible: boolean
  readonly publishedAt?: Date
  /** Minus the milliseconds since 1970: ascending is newest first. */
  readonly newest: number
  readonly titleKey: string
  readonly vendor?: string
  readonly type?: string
  readonly tags: readonly string[]
  readonly options: readonly string[]
  readonly priceFrom: number
  readonly priceTo: number
  readonly inStock: boolean
  readonly words: string
  readonly card: ProductCard
  readonly variants: readonly ListingVariant[]
}

/** Options, price and availability must hold for one and the same variant. */
export interface ListingVariant {
  readonly variantId: string
  readonly options: readonly string[]
  readonly amount: number
  readonly inStock: boolean
}

/** How an option's value stands in queries and facets: `Colour:Clay`. */
export const optionTerm = (name: string, value: string): string => `${name}:${value}`

export const handleKeyOf = (handle: string): string => handle.toLowerCase()

/** What the lists show and find of a product. */
export function listingOf(product: StoredProduct): Listing {
  const { vendor, type, publishedAt } = product
  const variants = product.variants.map((variant) => listed(product, variant))
  const amounts = variants.map(({ amount }) => amount)
  return {
    productId: product.id,
    handleKey: handleKeyOf(product.handle),
    visible: product.status === 'active' && publishedAt !== undefined,
    ...(publishedAt && { publishedAt }),
    newest: -(publishedAt?.getTime() ?? 0),
    titleKey: fold(product.title).slice(0, TITLE_KEY_MAX).toWellFormed(),
    ...(vendor && { vendor }),
    ...(type && { type }),
    tags: product.tags,
    options: [...new Set(variants.flatMap(({ options }) => options))],
    priceFrom: Math.min(...amounts),
    priceTo: Math.max(...amounts),
    inStock: variants.some(({ inStock }) => inStock),
    words: searchVector({
      title: product.title,
      beside: [vendor ?? '', type ?? '', ...product.tags, ...valuesAndNumbers(product)],
      description: plainText(product.description.html),
    }),
    card: cardOf(product),
    variants,
  }
}

const listed = ({ options }: StoredProduct, variant: StoredVariant): ListingVariant => ({
  variantId: variant.id,
  options: options.map(({ name }, index) => optionTerm(name, variant.optionValues[index]!)),
  amount: variant.price.amount,
  inStock: available(variant) !== 0,
})

const valuesAndNumbers = ({ variants }: StoredProduct): string[] => [
  ...new Set(variants.flatMap(({ optionValues, sku, barcode }) => [...optionValues, sku ?? '', barcode ?? ''])),
]

/** The card: its price is the lowest of the variants, and so is what it is compared with. */
function cardOf(product: StoredProduct): ProductCard {
  const { vendor, variants } = product
  const cheapest = variants.reduce((best, each) => (each.price.amount < best.price.amount ? each : best))
  const { currency, amount: from, compareAt } = cheapest.price
  const to = Math.max(...variants.map(({ price }) => price.amount))
  const picture = product.pictures[0]
  return {
    id: product.id,
    handle: product.handle,
    title: product.title,
    ...(vendor && { vendor }),
    price: { from: { amount: from, currency }, to: { amount: to, currency } },
    ...(compareAt !== undefined && compareAt > from && { compareAt: { amount: compareAt, currency } }),
    availability: availabilityOf(availableOf(variants)),
    ...(picture && { picture: pictureView(picture) }),
    options: product.options.map(({ name }, index) => ({
      name,
      values: optionValues(product, index).slice(0, CARD_VALUES_MAX),
    })),
    ...(variants.length === 1 && { variantId: variants[0]!.id }),
  }
}
