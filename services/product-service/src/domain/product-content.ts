/** What a merchant says of a product, complete: made from a request or from a row of an import, kept by the store. */
export interface ProductContent {
  readonly handle: string
  readonly title: string
  /** As it was given, and as it may be shown. */
  readonly description: { readonly source: string; readonly html: string }
  readonly vendor?: string
  readonly type?: string
  readonly tags: readonly string[]
  readonly status: 'draft' | 'active' | 'archived'
  /** May lie ahead: shoppers see it from then on. */
  readonly publishedAt?: Date
  readonly seo: { readonly title?: string; readonly description?: string }
  readonly options: readonly { readonly name: string; readonly extra: Extra }[]
  readonly pictures: readonly { readonly source: string; readonly alt: string; readonly extra: Extra }[]
  readonly variants: readonly VariantContent[]
  readonly extra: Extra
  /** Fingerprint of what an import said; none after a change by hand. */
  readonly importHash?: string
}

export interface VariantContent {
  readonly optionValues: readonly string[]
  readonly sku?: string
  readonly barcode?: string
  /** May be a fraction. */
  readonly grams?: number
  readonly requiresShipping: boolean
  readonly taxClass: 'standard' | 'reduced' | 'zero'
  readonly tracked: boolean
  readonly soldOutPolicy: 'deny' | 'continue'
  readonly price: Price
  /** Address of one of the product's pictures. */
  readonly picture?: string
  /** Stock of a new variant; a known one keeps its own. */
  readonly onHand?: number
  readonly extra: Extra
}

/** Whole minor units of the shop's currency. */
export interface Price {
  readonly currency: string
  readonly amount: number
  readonly compareAt?: number
}

/** What the shop keeps only to give it back. */
export type Extra = Readonly<Record<string, unknown>>
