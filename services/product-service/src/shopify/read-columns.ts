import type { Cells, Reading } from './cells.ts'
import type { VariantField } from './columns.ts'
import type { Header } from './dialect.ts'
import { EXTRA_CHARACTERS_MAX } from './limits.ts'
import { quoted } from './problem.ts'
import type { MarketPrice } from './product.ts'
import type { RowRecord } from './records.ts'

/** The cells of the columns no dialect knows, verbatim. */
export function extrasOf(row: RowRecord, header: Header, { blanks }: { blanks: boolean }): Record<string, string> {
  const entries = header.columns.flatMap((column, index) => {
    const cell = row.cells[index] ?? ''
    return column.use === 'extra' && (blanks || cell !== '') ? [[column.name, cell] as const] : []
  })
  return Object.fromEntries(entries)
}

/** Which markets the product is sold in, verbatim by market. */
export function includedIn(row: RowRecord, { header }: Reading, cells: Cells): Record<string, string> {
  const entries = header.columns.flatMap((column, index) => {
    if (column.use !== 'market' || column.what !== 'included') return []
    const cell = row.cells[index] ?? ''
    if (!/^(|true|false)$/i.test(cell.trim())) {
      const message = `“${header.names[index]}” is ${quoted(cell)}. Write TRUE or FALSE.`
      cells.report(undefined, 'boolean-invalid', message)
    }
    return [[column.market, cell] as const]
  })
  return Object.fromEntries(entries)
}

/** The prices of one variant by market, verbatim, for the file does not say in which currencies they are. */
export function marketPrices(row: RowRecord, { header }: Reading, cells: Cells): Record<string, MarketPrice> {
  const prices = new Map<string, MarketPrice>()
  for (const [index, column] of header.columns.entries()) {
    if (column.use !== 'market' || column.what === 'included') continue
    const cell = row.cells[index] ?? ''
    if (!/^(|\d+(\.\d{1,3})?)$/.test(cell.trim())) {
      const message = `“${header.names[index]}” is ${quoted(cell)}. Write digits and one decimal point.`
      cells.report(undefined, 'price-not-a-number', message)
    }
    const others = prices.get(column.market) ?? { price: undefined, compareAtPrice: undefined }
    prices.set(column.market, { ...others, [column.what]: cell })
  }
  return Object.fromEntries(prices)
}

/** A NUL cannot be stored, and no text has a use for one. */
export function checkCharacters(row: RowRecord, { header }: Reading, cells: Cells | undefined): void {
  for (const [index, cell] of row.cells.entries()) {
    const name = `“${header.names[index]}”`
    if (cell.includes('\0'))
      cells?.report(undefined, 'character-not-allowed', `${name} holds a character that is not text (NUL). Remove it.`)
    if (header.columns[index]?.use === 'extra' && cell.length > EXTRA_CHARACTERS_MAX)
      cells?.report(undefined, 'too-long', `${name} has more than ${EXTRA_CHARACTERS_MAX} characters. Shorten it.`)
  }
}

/** Cells that describe a variant or the product in a row where they cannot be kept. */
export function warnOfStrayCells(row: Cells, fields: readonly VariantField[]): void {
  const filled = fields.filter((field) => row.isFilled(field))
  const [field] = filled
  if (!field) return
  const message = `${filled.length > 1 ? `and ${filled.length - 1} other cells describe` : 'describes'} a variant, but the row has no option value, SKU, price or quantity. It is left out.`
  row.report(field, 'variant-cells-ignored', message, 'warning')
}

/** The same for the columns of markets: prices belong to a variant's row, `Included` to the product's first row. */
export function warnOfStrayMarkets(row: RowRecord, { header }: Reading, cells: Cells, isVariant: boolean): void {
  for (const [index, column] of header.columns.entries()) {
    if (column.use !== 'market' || (row.cells[index] ?? '') === '') continue
    const name = `“${header.names[index]}”`
    if (column.what === 'included' && row.cells[index] !== undefined)
      cells.report(undefined, 'first-row-differs', `${name} counts in the first row of the product only.`, 'warning')
    else if (column.what !== 'included' && !isVariant)
      cells.report(undefined, 'variant-cells-ignored', `${name} is filled, but the row has no variant.`, 'warning')
  }
}
