import { matchVariants } from '../domain/match-variants.ts'
import { nameOf } from '../shopify/dialect.ts'
import type { Header } from '../shopify/dialect.ts'
import { quoted } from '../shopify/problem.ts'
import { isTracked, type MarketPrice, type ShopifyProduct, type ShopifyVariant } from '../shopify/product.ts'
import { overlayColumns } from './columns-by-name.ts'
import type { FoundProblem } from './import-problem.ts'
import { defined, type IsExtra } from './stated.ts'

interface Overlaying {
  readonly header: Header
  readonly isExtra: IsExtra
  readonly problems: FoundProblem[]
}

type Whole = Required<Pick<ShopifyProduct, 'options' | 'variants'>>

/** The options and variants that the product will have; errors among the problems make the answer void. */
export function overlayVariants(known: ShopifyProduct, file: ShopifyProduct, overlaying: Overlaying): Whole {
  const before = known.variants ?? []
  const options = file.options ?? known.options
  if (!file.variants) return { options: known.options, variants: before }
  const only = before.length === 1 ? before[0] : undefined
  if (!file.options && !only) {
    overlaying.problems.push(optionsMissing(file, overlaying.header, before.length))
    return { options, variants: before }
  }
  // Without option columns the one variant of the file is the one the product has.
  const stated = file.options
    ? file.variants
    : file.variants.map((variant) => ({ ...variant, optionValues: only!.optionValues }))
  const matches = matchVariants(before.map(identity), stated.map(identity))
  const kept = new Set(matches)
  for (const [index, variant] of before.entries())
    if (!kept.has(index)) overlaying.problems.push(removed(file, variant))
  const variants = stated.map((variant, index) => {
    const match = matches[index]
    return match === undefined
      ? added(variant, file, overlaying)
      : overlayVariant(before[match]!, variant, file, overlaying)
  })
  return { options: file.options ? optionsOf(known, file) : options, variants }
}

const identity = ({ optionValues, sku }: ShopifyVariant) => ({ optionValues, ...(sku && { sku }) })

const optionsOf = (known: ShopifyProduct, file: ShopifyProduct): ShopifyProduct['options'] =>
  file.options?.map((option) => {
    const before = known.options?.find(({ name }) => name === option.name)
    return before ? defined(before, option) : option
  })

function overlayVariant(
  before: ShopifyVariant,
  variant: ShopifyVariant,
  file: ShopifyProduct,
  overlaying: Overlaying,
): ShopifyVariant {
  const merged: ShopifyVariant = {
    ...defined(before, variant),
    unitPrice: defined(before.unitPrice, variant.unitPrice),
    marketPrices: overlayColumns(before.marketPrices, variant.marketPrices, () => false, overlayMarket),
    extras: overlayColumns(before.extras, variant.extras, overlaying.isExtra),
  }
  // A blank cell is no count: what the shop has counted stays.
  if (variant.quantity !== null || !isTracked(merged) || !isTracked(before) || before.quantity == null) return merged
  const column = nameOf('quantity', overlaying.header.dialect)
  const message = `The quantity is blank; the shop keeps its ${before.quantity}. Write a number to change it.`
  overlaying.problems.push({ ...at(file, variant.line), column, code: 'quantity-blank', message, severity: 'warning' })
  return { ...merged, quantity: before.quantity }
}

const overlayMarket = (before: MarketPrice | undefined, now: MarketPrice): MarketPrice =>
  defined(before ?? { price: '', compareAtPrice: '' }, now)

/** A variant that the product did not have: without a price it would be on sale for nothing. */
function added(variant: ShopifyVariant, file: ShopifyProduct, { header, problems }: Overlaying): ShopifyVariant {
  if (variant.price !== undefined) return variant
  const column = nameOf('price', header.dialect)
  const name = quoted(variant.optionValues.join(' / '))
  const message = `The variant ${name} is new, and the file has no column “${column}”. Add it with a price for each variant.`
  problems.push({ ...at(file, variant.line), column, code: 'price-missing', message, severity: 'error' })
  return { ...variant, price: 0 }
}

function removed(file: ShopifyProduct, variant: ShopifyVariant): FoundProblem {
  const name = quoted(variant.optionValues.join(' / '))
  const message = `The variant ${name} is not among the product's rows any more, so it leaves the shop. Put its row back if that is not meant.`
  return { ...at(file, file.lines.first), column: undefined, code: 'variant-removed', message, severity: 'warning' }
}

function optionsMissing(file: ShopifyProduct, { dialect }: Header, count: number): FoundProblem {
  const column = nameOf('option1Name', dialect)
  const message = `The product has ${count} variants, and the file has no column “${column}” to tell which one is meant. Add the columns of its options.`
  return { ...at(file, file.lines.first), column, code: 'options-missing', message, severity: 'error' }
}

const at = ({ handle }: ShopifyProduct, line: number) => ({ handle, line })
