import type { Dialect, Field } from './columns.ts'
import { formatPrice } from './decimal.ts'
import type { ColumnUse } from './dialect.ts'
import type { LaidOutRow } from './layout.ts'
import type { ShopifyImage, ShopifyProduct, ShopifyVariant, Value } from './product.ts'

/** How cells are written: the words of the dialect, and the decimals of the shop's currency. */
export type Writing = { readonly dialect: Dialect; readonly exponent: number }

/** The cell of one column in one row. Blank and absent are both written blank. */
export function cellOf(column: ColumnUse, product: ShopifyProduct, row: LaidOutRow, writing: Writing): string {
  switch (column.use) {
    case 'field':
      return fieldCell(column.field, product, row, writing)
    case 'market': {
      if (column.what === 'included') return row.isFirst ? (product.includedIn[column.market] ?? '') : ''
      return row.variant?.marketPrices[column.market]?.[column.what] ?? ''
    }
    case 'extra': {
      if (row.isFirst) return product.extras[column.name] ?? ''
      return row.variant?.extras[column.name] ?? row.image?.extras[column.name] ?? ''
    }
    case 'none':
      return ''
  }
}

function fieldCell(field: Field, product: ShopifyProduct, row: LaidOutRow, writing: Writing): string {
  if (field === 'handle') return product.handle
  const own = productCell(field, product, writing)
  if (own !== NOT_HERE) return row.isFirst ? own : ''
  const image = imageCell(field, row.image)
  if (image !== NOT_HERE) return image
  return row.variant ? variantCell(field, row.variant, writing) : ''
}

/** Says that a field belongs to another part of the row. */
const NOT_HERE = Symbol('not here')

function productCell(field: Field, product: ShopifyProduct, { dialect }: Writing): string | typeof NOT_HERE {
  switch (field) {
    case 'title':
      return product.title
    case 'description':
      return product.descriptionHtml ?? ''
    case 'vendor':
    case 'productCategory':
    case 'type':
    case 'seoTitle':
    case 'seoDescription':
      return product[field] ?? ''
    case 'tags':
      return product.tags?.join(', ') ?? ''
    case 'status':
      return dialect === 'new' ? capitalised(product.status ?? '') : (product.status ?? '')
    case 'published':
    case 'giftCard':
      return flag(product[field], dialect)
    case 'option1Name':
    case 'option2Name':
    case 'option3Name':
      return product.options?.[indexIn(field)]?.name ?? ''
    case 'option1LinkedTo':
    case 'option2LinkedTo':
    case 'option3LinkedTo':
      return product.options?.[indexIn(field)]?.linkedTo ?? ''
    default:
      return NOT_HERE
  }
}

function variantCell(field: Field, variant: ShopifyVariant, { dialect, exponent }: Writing): string {
  switch (field) {
    case 'option1Value':
    case 'option2Value':
    case 'option3Value':
      return variant.optionValues[indexIn(field)] ?? ''
    case 'sku':
    case 'barcode':
    case 'weightUnit':
    case 'inventoryTracker':
    case 'fulfillmentService':
    case 'taxCode':
      return variant[field] ?? ''
    case 'grams':
    case 'quantity':
      return String(variant[field] ?? '')
    case 'policy':
      return dialect === 'new' ? (variant.policy ?? '').toUpperCase() : (variant.policy ?? '')
    case 'price':
    case 'compareAtPrice':
    case 'cost':
      return variant[field] == null ? '' : formatPrice(variant[field], exponent)
    case 'taxable':
    case 'requiresShipping':
      return flag(variant[field], dialect)
    case 'variantImage':
      return variant.image ?? ''
    default:
      return unitPriceCell(field, variant)
  }
}

function unitPriceCell(field: Field, { unitPrice }: ShopifyVariant): string {
  switch (field) {
    case 'unitTotal':
      return unitPrice.totalMeasure ?? ''
    case 'unitTotalUnit':
      return unitPrice.totalMeasureUnit ?? ''
    case 'unitBase':
      return unitPrice.baseMeasure ?? ''
    case 'unitBaseUnit':
      return unitPrice.baseMeasureUnit ?? ''
    default:
      throw new Error(`no cell for ${field}`)
  }
}

function imageCell(field: Field, image: ShopifyImage | undefined): string | typeof NOT_HERE {
  switch (field) {
    case 'imageSource':
      return image?.source ?? ''
    case 'imagePosition':
      return String(image?.position ?? '')
    case 'imageAlt':
      return image?.alt ?? ''
    default:
      return NOT_HERE
  }
}

/** `option2Value` is of the second option, which has the index 1. */
const indexIn = (field: `option${1 | 2 | 3}${string}`): number => Number(field.charAt('option'.length)) - 1

/** Shopify writes `true` in the one dialect and `TRUE` in the other. */
function flag(value: Value<boolean>, dialect: Dialect): string {
  const word = String(value ?? '')
  return dialect === 'new' ? word.toUpperCase() : word
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
