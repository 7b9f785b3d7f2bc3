import type { MarketPrice, UnitPrice } from '../shopify/product.ts'

/**
 * What of a Shopify product the shop has no use for, or cannot tell from a default: kept in `extra` beside what it belongs to, so that an
 * export gives back what came in. Nothing blank is kept.
 */
export type ProductCells = {
  readonly productCategory?: string
  readonly giftCard?: boolean
  readonly includedIn?: Readonly<Record<string, string>>
  readonly columns?: Columns
  /** Shopify writes the option “Title” with the value “Default Title” for a product that has none. */
  readonly pretendedOption?: { readonly linkedTo: string }
  /** Cells that were blank and stand for what the shop made of them. */
  readonly blank?: readonly ('status' | 'published')[]
}

export type OptionCells = {
  readonly linkedTo?: string
}

export type PictureCells = {
  readonly position?: number
  readonly columns?: Columns
}

export type VariantCells = {
  readonly weightUnit?: string
  readonly tracker?: string
  /** Of a variant that nobody counts. */
  readonly quantity?: number
  readonly fulfillmentService?: string
  readonly taxCode?: string
  /** Minor units. */
  readonly cost?: number
  /** The address of a picture that is not among the product's. */
  readonly image?: string
  readonly unitPrice?: UnitPrice
  readonly marketPrices?: Readonly<Record<string, MarketPrice>>
  readonly columns?: Columns
  readonly blank?: readonly ('policy' | 'taxable' | 'requiresShipping' | 'quantity')[]
}

type Columns = Readonly<Record<string, string>>

/** Leaves out what is blank, so that a blank cell and an absent column are the same. */
export function filled<T extends object>(cells: { readonly [K in keyof T]: T[K] | null | undefined | '' }): T {
  const entries = Object.entries(cells).filter(([, value]) => !isBlank(value))
  return Object.fromEntries(entries) as T
}

function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
