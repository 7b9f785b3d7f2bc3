/**
 * A product as a Shopify file says it, before anything is decided about it.
 *
 * A column the file does not have leaves what the shop has; a blank cell overwrites with blank. So everywhere here
 * `undefined` means that the column is absent, and a blank cell is `''` for text and `null` for everything else.
 */
export type ShopifyProduct = {
  readonly handle: string
  readonly title: string
  /** Exactly as in the file, scripts and all: `cleanDescription` makes what may be shown. */
  readonly descriptionHtml: Text
  readonly vendor: Text
  readonly productCategory: Text
  readonly type: Text
  readonly tags: readonly string[] | undefined
  readonly status: Value<ProductStatus>
  readonly published: Value<boolean>
  readonly giftCard: Value<boolean>
  readonly seoTitle: Text
  readonly seoDescription: Text
  /** In order, at most three; empty for a product without options; `undefined` without option columns. */
  readonly options: readonly ShopifyOption[] | undefined
  /** `undefined` when the file has no variant column at all. */
  readonly variants: readonly ShopifyVariant[] | undefined
  /** In the order in which they are shown; `undefined` when the file has no column of picture addresses. */
  readonly images: readonly ShopifyImage[] | undefined
  /** `Included / <market>`, verbatim by market. */
  readonly includedIn: Readonly<Record<string, string>>
  /** Google Shopping, metafields and unknown columns of the first row, verbatim by the column's name, blanks too. */
  readonly extras: Readonly<Record<string, string>>
  /** Where the product stands in the file: physical lines, from 1. */
  readonly lines: LineRange
}

export type Text = string | undefined
export type Value<T> = T | null | undefined
export type ProductStatus = 'draft' | 'active' | 'archived'
export type SoldOutPolicy = 'deny' | 'continue'
export type LineRange = { readonly first: number; readonly last: number }

export type ShopifyOption = {
  readonly name: string
  /** The metafield the values come from, such as `product.metafields.shopify.color-pattern`. */
  readonly linkedTo: Text
}

export type ShopifyVariant = {
  /** One for each option of the product, in the same order. */
  readonly optionValues: readonly string[]
  readonly sku: Text
  readonly barcode: Text
  /** May be a fraction. */
  readonly grams: Value<number>
  /** How the weight is shown: `g`, `kg`, `lb` or `oz`, or what else the file says. */
  readonly weightUnit: Text
  /** Who counts the stock, such as `shopify`; blank when nobody does. */
  readonly inventoryTracker: Text
  /** May be negative. */
  readonly quantity: Value<number>
  readonly policy: Value<SoldOutPolicy>
  readonly fulfillmentService: Text
  /** Minor units of the shop's currency. Never blank: a blank price is an error of the row. */
  readonly price: number | undefined
  readonly compareAtPrice: Value<number>
  readonly cost: Value<number>
  readonly taxable: Value<boolean>
  readonly taxCode: Text
  readonly requiresShipping: Value<boolean>
  readonly image: Text
  readonly unitPrice: UnitPrice
  /** `Price / <market>` and `Compare At Price / <market>`, verbatim: their currencies are not in the file. */
  readonly marketPrices: Readonly<Record<string, MarketPrice>>
  /** Non-blank extra cells of the variant's own row, unless that is the product's first row. */
  readonly extras: Readonly<Record<string, string>>
  readonly line: number
}

/** For prices by weight or volume, verbatim: `500` `ml`, shown for `1` `l`. */
export type UnitPrice = {
  readonly totalMeasure: Text
  readonly totalMeasureUnit: Text
  readonly baseMeasure: Text
  readonly baseMeasureUnit: Text
}

export type MarketPrice = { readonly price: Text; readonly compareAtPrice: Text }

export type ShopifyImage = {
  readonly source: string
  readonly position: Value<number>
  readonly alt: Text
  /** Non-blank extra cells of a row that holds nothing but this picture. */
  readonly extras: Readonly<Record<string, string>>
  readonly line: number
}

/** Stock is counted only for variants with a tracker; the quantity of others means nothing. */
export const isTracked = (variant: ShopifyVariant): boolean => Boolean(variant.inventoryTracker)
