/** Small files for the tests, and what comes out of them in short. */
import { type Header, headerOf } from './dialect.ts'
import { problemsOfNewProduct } from './new-product.ts'
import { type ReadOptions, readProducts } from './read.ts'

export type Row = Readonly<Record<string, string>>

/** A file of the classic dialect with the columns that the rows fill, each on one line. */
export function classic(...rows: readonly Row[]): string {
  const columns = headerOf('classic').filter((name) => /^(Handle|Title)$/.test(name) || rows.some((row) => name in row))
  const quote = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return [columns, ...rows.map((row) => columns.map((name) => quote(row[name] ?? '')))]
    .map((row) => `${row.join()}\n`)
    .join('')
}

export async function* bytes(text: string) {
  yield Buffer.from(text)
}

/** In short: products by their handles, `-handle` for rejected ones, problems as `line column code`. */
export async function outcome(text: string, options: Partial<ReadOptions> = {}): Promise<string[]> {
  const found: string[] = []
  for await (const item of readProducts(bytes(text), { currency: 'EUR', ...options })) {
    if (item.kind === 'product') found.push(item.product.handle)
    if (item.kind === 'rejected') found.push(`-${item.handle}`)
    if (item.kind !== 'problem') continue
    const { line, column, code, severity } = item.problem
    found.push(`${line} ${column ? `${column} ` : ''}${code}${severity === 'warning' ? '?' : ''}`)
  }
  return found
}

/** What is wrong with the products of a file in a shop that has none of them. */
export async function asNew(text: string): Promise<string[]> {
  const found: string[] = []
  let header: Header | undefined
  for await (const item of readProducts(bytes(text), { currency: 'EUR' })) {
    if (item.kind === 'header') header = item.header
    if (item.kind !== 'product' || !header) continue
    found.push(
      ...problemsOfNewProduct(item.product, header).map(({ line, column, code }) => `${line} ${column} ${code}`),
    )
  }
  return found
}

export const mug = { Handle: 'mug', Title: 'Mug', 'Variant Price': '5.00' }
export const bowl = { Handle: 'bowl', Title: 'Bowl', 'Variant Price': '7.00' }
