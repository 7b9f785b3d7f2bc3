import { exponentOf } from '@mallhive/kernel'
import { stringify } from 'csv-stringify/sync'
import { readHeader } from './dialect.ts'
import { withoutFormula } from './formula.ts'
import { layOut } from './layout.ts'
import { cellOf } from './write-cells.ts'
import type { ShopifyProduct } from './product.ts'

export type WriteOptions = {
  /** The shop's, ISO 4217: it decides the decimals of prices. */
  readonly currency: string
  /**
   * The columns to write, named as one of the dialects names them: `headerOf` gives all of a dialect, the header of an
   * imported file gives that file's own. They decide the dialect. What has no column here is not written.
   */
  readonly columns: readonly string[]
}

/**
 * Writes products as a Shopify product export, piece by piece, at the pace at which it is read. Values are not altered;
 * RULES.md says which ways of writing become one (`10` and `10.00`).
 *
 * Throws when the columns are not those of a dialect: they come from the program, not from a person.
 */
export async function* writeProducts(
  products: AsyncIterable<ShopifyProduct> | Iterable<ShopifyProduct>,
  { currency, columns }: WriteOptions,
): AsyncGenerator<string> {
  const header = readHeader(columns)
  if (!header.ok) throw new TypeError(`cannot write these columns: ${header.error.message}`)
  const writing = { dialect: header.value.dialect, exponent: exponentOf(currency) }
  yield lines([columns])
  for await (const product of products) {
    const rows = layOut(product)
    yield lines(rows.map((row) => header.value.columns.map((column) => cellOf(column, product, row, writing))))
  }
}

/** A lone CR ends a line for some readers, so a cell with one is quoted too; a mark at the start is not one of order. */
const lines = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((row) => row.map(withoutFormula)),
    { quoted_match: /[\r\n\uFEFF]/, record_delimiter: '\n' },
  )
