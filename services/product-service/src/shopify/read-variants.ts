import type { Cells, Reading } from './cells.ts'
import { OPTION_FIELDS } from './columns.ts'
import { GRAMS_MAX, QUANTITY_MAX, VARIANTS_MAX } from './limits.ts'
import { quoted } from './problem.ts'
import type { ShopifyImage, ShopifyOption, ShopifyVariant, Text, Value } from './product.ts'
import { extrasOf, marketPrices } from './read-columns.ts'
import type { RowRecord } from './records.ts'

type Around = {
  readonly options: readonly ShopifyOption[] | undefined
  readonly images: readonly ShopifyImage[] | undefined
}

/** The variants of a product in the order of the file; `undefined` when it has no variant columns. */
export function readVariants(
  rows: readonly Cells[],
  records: readonly RowRecord[],
  isVariant: readonly boolean[],
  { options, images }: Around,
  reading: Reading,
): ShopifyVariant[] | undefined {
  if (!reading.header.hasVariants) return undefined
  const sources = images && new Set(images.map((image) => image.source))
  const seen = new Map<string, number>()
  const variants: ShopifyVariant[] = []
  for (const [index, row] of rows.entries()) {
    const record = records[index]
    if (!record || !isVariant[index]) continue
    const extras = index === 0 ? {} : extrasOf(record, reading.header, { blanks: false })
    const variant = readVariant(row, options, { marketPrices: marketPrices(record, reading, row), extras })
    checkCombination(row, variant, seen, options)
    checkImage(row, variant.image, sources)
    variants.push(variant)
  }
  if (variants.length > VARIANTS_MAX) {
    const message = `The product has ${variants.length} variants; ${VARIANTS_MAX} are allowed. Split it into several products.`
    rows[0]?.report(undefined, 'too-many-variants', message)
  }
  return variants
}

function readVariant(
  row: Cells,
  options: readonly ShopifyOption[] | undefined,
  columns: Pick<ShopifyVariant, 'marketPrices' | 'extras'>,
): ShopifyVariant {
  const price = readPrice(row)
  return {
    optionValues: readOptionValues(row, options),
    sku: row.text('sku'),
    barcode: row.text('barcode'),
    grams: readGrams(row),
    weightUnit: readWeightUnit(row),
    inventoryTracker: row.text('inventoryTracker'),
    quantity: row.whole('quantity', -QUANTITY_MAX, QUANTITY_MAX),
    policy: row.choice('policy', POLICIES, 'policy-invalid'),
    fulfillmentService: row.text('fulfillmentService'),
    price: price ?? undefined,
    compareAtPrice: readCompareAtPrice(row, price),
    cost: row.price('cost'),
    taxable: row.flag('taxable'),
    taxCode: row.text('taxCode'),
    requiresShipping: row.flag('requiresShipping'),
    image: row.text('variantImage'),
    unitPrice: {
      totalMeasure: row.text('unitTotal'),
      totalMeasureUnit: row.text('unitTotalUnit'),
      baseMeasure: row.text('unitBase'),
      baseMeasureUnit: row.text('unitBaseUnit'),
    },
    ...columns,
    line: row.line,
  }
}

/** The new dialect asks whether to go on selling, and Shopify answers it in either way. */
const POLICIES = { deny: 'deny', continue: 'continue', false: 'deny', true: 'continue' } as const

function readPrice(row: Cells): Value<number> {
  const price = row.price('price')
  if (price === null)
    row.report('price', 'price-missing', 'is blank. Write the price, or 0.00 if it is to be given away.')
  if (price === 0)
    row.report(
      'price',
      'price-zero',
      'is zero: the variant will be sold for nothing. Change it if that is not meant.',
      'warning',
    )
  return price
}

function readCompareAtPrice(row: Cells, price: Value<number>): Value<number> {
  const compareAt = row.price('compareAtPrice')
  if (compareAt != null && price && compareAt < price) {
    const message = 'is below the price, so no reduction is shown. Raise it or leave it blank.'
    row.report('compareAtPrice', 'compare-at-below-price', message, 'warning')
  }
  return compareAt
}

function readGrams(row: Cells): Value<number> {
  const grams = row.decimal('grams', GRAMS_MAX)
  if (grams && !Number.isInteger(grams))
    row.report('grams', 'weight-fractional', `is ${grams}, not whole grams. It is kept as it is.`, 'warning')
  return grams
}

function readWeightUnit(row: Cells): Text {
  const unit = row.text('weightUnit')
  if (unit && !['g', 'kg', 'lb', 'oz'].includes(unit.toLowerCase())) {
    const message = `is ${quoted(unit)}. Write g, kg, lb or oz. Until then the weight is shown in grams.`
    row.report('weightUnit', 'weight-unit-unknown', message, 'warning')
  }
  return unit
}

/** One value for each option that has a name, and none for others. */
function readOptionValues(row: Cells, options: readonly ShopifyOption[] | undefined): string[] {
  const values: string[] = []
  for (const [index, field] of OPTION_FIELDS.entries()) {
    const option = options?.[index]
    const value = row.text(field.value) ?? ''
    const isBlank = value.trim() === ''
    if (option && isBlank) {
      const message = `is blank, but the product has the option ${quoted(option.name)}. Write the variant's value.`
      row.report(field.value, 'option-value-missing', message)
    }
    if (!option && !isBlank) {
      const message = `is ${quoted(value)}, but the first row of the product names no such option. Write its name there.`
      row.report(field.value, 'option-name-missing', message)
    }
    if (option) values.push(value)
  }
  return values
}

function checkCombination(
  row: Cells,
  variant: ShopifyVariant,
  seen: Map<string, number>,
  options: Around['options'],
): void {
  const key = JSON.stringify(variant.optionValues)
  const before = seen.get(key)
  seen.set(key, before ?? row.line)
  if (before === undefined) return
  const message = options?.length
    ? `The variant ${quoted(variant.optionValues.join(' / '))} is on line ${before} already. Change its options or remove it.`
    : `A second variant, after line ${before}, needs an option to tell it from the first. Name one, such as Size.`
  row.report(undefined, 'option-combination-duplicate', message)
}

function checkImage(row: Cells, image: Text, sources: ReadonlySet<string> | undefined): void {
  if (!image || !sources || sources.has(image)) return
  const message = `is ${quoted(image)}, which is not among the product's pictures. It is kept; add a row for it to show it.`
  row.report('variantImage', 'variant-image-not-listed', message, 'warning')
}
