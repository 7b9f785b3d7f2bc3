import { exponentOf } from '@mallhive/kernel'
import { AcrossFile } from './across-file.ts'
import { type Header, headerWarnings, nameOf, readHeader } from './dialect.ts'
import { groupsOf, type RowGroup } from './groups.ts'
import { handleFrom, isHandle } from './handle.ts'
import { type Problem, type ProblemCode, quoted } from './problem.ts'
import type { LineRange, ShopifyProduct } from './product.ts'
import { readProduct } from './read-product.ts'
import { type FileRecord, recordsOf } from './records.ts'

/** What comes out of a file, in its order. The problems of a product come before it. */
export type FileItem =
  | { readonly kind: 'header'; readonly header: Header }
  | { readonly kind: 'product'; readonly product: ShopifyProduct; readonly lines: LineRange }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** Rows of a product that had errors and is left out as a whole. May come again for further rows of it. */
  | { readonly kind: 'rejected'; readonly handle: string; readonly lines: LineRange }

export type ReadOptions = {
  /** The shop's, ISO 4217: prices in the file carry none. */
  readonly currency: string
  /**
   * Handles whose rows are not all together, as `survey` finds them. Without it only the rows after the first group of
   * such a handle are rejected, for the first is out before the others are met.
   */
  readonly scattered?: ReadonlySet<string>
}

/**
 * Reads a Shopify product export of either dialect as it streams in, one product at a time.
 *
 * Memory is bounded by one product, apart from what `AcrossFile` remembers. Every oddity is handled as RULES.md says;
 * the generator throws only when the stream does.
 */
export async function* readProducts(bytes: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncGenerator<FileItem> {
  const records = recordsOf(bytes)
  const header = headerFrom(await records.next())
  if ('code' in header) return yield { kind: 'problem', problem: header }
  yield { kind: 'header', header }
  for (const problem of headerWarnings(header)) yield { kind: 'problem', problem }

  const across = new AcrossFile()
  const columns = { sku: nameOf('sku', header.dialect), type: nameOf('type', header.dialect) }
  for await (const group of groupsOf(records, header)) {
    const problems = [...group.problems]
    const handle = handleOf(group, header, problems)
    const returns = handle ? repeated(handle, group, across, options.scattered) : []
    if (!group.problems.some((problem) => problem.code === 'neighbour-damaged')) problems.push(...returns)
    const reading = { header, exponent: exponentOf(options.currency), handle: handle ?? '', problems }
    const isWhole = handle !== undefined && !problems.some((problem) => TORN.has(problem.code))
    const product = isWhole ? readProduct(group, reading) : undefined
    const isSound = product && !problems.some((problem) => problem.severity === 'error')
    if (isSound) problems.push(...across.warnings(product, columns))
    for (const problem of problems) yield { kind: 'problem', problem }
    if (isSound) yield { kind: 'product', product, lines: group.lines }
    else if (group.rows.length > 0 || handle) yield { kind: 'rejected', handle: handle ?? '', lines: group.lines }
  }
}

/** Rows of the product are elsewhere, so what these ones lack says nothing. */
const TORN: ReadonlySet<ProblemCode> = new Set(['neighbour-damaged', 'handle-returns'])

function headerFrom(first: IteratorResult<FileRecord>): Header | Problem {
  const fault = (code: ProblemCode, message: string): Problem => {
    return { line: 1, column: undefined, code, message, handle: undefined, severity: 'error' }
  }
  if (first.done) return fault('file-empty', 'The file is empty. Export the products again.')
  const record = first.value
  if (record.kind === 'damaged') {
    const advice = record.code === 'not-utf8' ? 'Save the file as “CSV UTF-8”.' : 'Check its quotation marks.'
    return fault(record.code, `The first row, which names the columns, cannot be read. ${advice}`)
  }
  const header = readHeader(record.cells)
  return header.ok ? header.value : { ...header.error, line: record.lines.first }
}

/** The product's handle: its own, or in the new dialect one made from the title of a product of one row. */
function handleOf(group: RowGroup, header: Header, problems: Problem[]): string | undefined {
  const column = header.names[header.positions.get('handle') ?? -1]
  const report = (code: ProblemCode, message: string, severity: Problem['severity'] = 'error') =>
    problems.push({ line: group.lines.first, column, code, message, handle: group.handle || undefined, severity })
  if (group.handle === undefined) return undefined
  if (group.handle !== '') {
    if (isHandle(group.handle)) return group.handle
    report(
      'handle-invalid',
      `${quoted(group.handle)} cannot be part of an address. Write up to 255 letters, digits and hyphens.`,
    )
    return group.handle
  }
  const title = group.rows[0]?.cells[header.positions.get('title') ?? -1] ?? ''
  const derived = header.dialect === 'new' && group.rows.length === 1 ? handleFrom(title) : ''
  if (derived)
    report('handle-derived', `The product has no handle and gets ${quoted(derived)}, from its title.`, 'warning')
  else if (group.rows.length > 0) {
    const rows = header.dialect === 'new' ? ' A product of several rows needs one in each of them.' : ''
    report(
      'handle-missing',
      `The row has no handle.${rows} Write one, such as ${quoted(handleFrom(title) || 'red-bicycle')}.`,
    )
  }
  return derived || undefined
}

function repeated(handle: string, group: RowGroup, across: AcrossFile, scattered: ReadOptions['scattered']): Problem[] {
  const { first } = group.lines
  const before = across.handleSeen(handle, first)
  if (before === undefined && !scattered?.has(handle.toLowerCase())) return []
  const where = before === undefined ? 'returns further down' : `was on line ${before} already`
  const message = `The handle ${quoted(handle)} ${where}. Put all rows of the product together, or give each product its own handle.`
  return [{ line: first, column: undefined, code: 'handle-returns', message, handle, severity: 'error' }]
}
