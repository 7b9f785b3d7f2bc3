import { fail, ok, type Result } from '@mallhive/kernel'
import { CLASSIC, type Dialect, EXTRAS_HERE, type Field, MARKETS_HERE, NEW, VARIANT_FIELDS } from './columns.ts'
import { COLUMNS_MAX } from './limits.ts'
import { type Problem, type ProblemCode, quoted } from './problem.ts'

/** What the first row of a file says: which dialect, and what each column is. */
export type Header = {
  readonly dialect: Dialect
  /** The names as the file has them, in order. */
  readonly names: readonly string[]
  readonly columns: readonly ColumnUse[]
  /** Where to find each field; a field that is not here is an absent column. */
  readonly positions: ReadonlyMap<Field, number>
  readonly hasVariants: boolean
  readonly hasOptions: boolean
}

export type ColumnUse =
  | { readonly use: 'field'; readonly field: Field }
  | { readonly use: 'market'; readonly what: 'included' | 'price' | 'compareAtPrice'; readonly market: string }
  | { readonly use: 'extra'; readonly name: string }
  /** A column without a name: its cells are not kept, and that is reported. */
  | { readonly use: 'none' }

/** Reads the header row. Names match whatever their case; what no dialect knows is an extra column, kept verbatim. */
export function readHeader(names: readonly string[]): Result<Header, Problem> {
  const given = names.map((name) => name.trim())
  const dialect = dialectOf(given)
  if (!dialect.ok) return fail(dialect.error)
  const repeated = given.find((name, index) => name && given.findIndex((other) => same(other, name)) < index)
  if (repeated)
    return fail(
      fault('column-duplicate', `The column ${quoted(repeated)} is there twice. Remove or rename one.`, repeated),
    )

  const columns = given.map((name) => useOf(name, dialect.value))
  const positions = new Map<Field, number>()
  columns.forEach((column, index) => column.use === 'field' && positions.set(column.field, index))
  return ok({
    dialect: dialect.value,
    names: given,
    columns,
    positions,
    hasVariants:
      VARIANT_FIELDS.some((field) => positions.has(field)) ||
      columns.some((column) => column.use === 'market' && column.what !== 'included'),
    hasOptions: positions.has('option1Name'),
  })
}

/** What of the header the merchant should know, though the file can be read. */
export function headerWarnings(header: Header): Problem[] {
  const warnings = header.columns.flatMap((column, index) => {
    if (column.use === 'none') {
      const message = `Column ${index + 1} has no name, so its cells are left out. Give it a name to keep them.`
      return [fault('column-unnamed', message, undefined)]
    }
    if (column.use !== 'extra') return []
    const twin = fieldOf(column.name, header.dialect === 'classic' ? 'new' : 'classic')
    if (!twin) return []
    const message = `The column ${quoted(column.name)} belongs to the other Shopify format; here it is called ${quoted(nameOf(twin, header.dialect))}. It is kept but not used: rename it if you meant that.`
    return [fault('column-of-other-dialect', message, column.name)]
  })
  return warnings.map((warning) => ({ ...warning, severity: 'warning' }))
}

/** All columns of a dialect in Shopify's order, with the given market and extra columns in their places. */
export function headerOf(dialect: Dialect, markets: readonly string[] = [], extras: readonly string[] = []): string[] {
  return tableOf(dialect).flatMap((column) => {
    if (typeof column !== 'symbol') return [column[1]]
    if (column === EXTRAS_HERE) return extras
    return column === MARKETS_HERE ? markets.flatMap(marketColumns) : []
  })
}

/** What a dialect calls the column of a field. */
export function nameOf(field: Field, dialect: Dialect): string {
  const column = tableOf(dialect).find((entry) => typeof entry !== 'symbol' && entry[0] === field)
  if (!column || typeof column === 'symbol') throw new Error(`no column for ${field} in the ${dialect} dialect`)
  return column[1]
}

/** The two dialects share half of their names; the others tell which it is. */
function dialectOf(names: readonly string[]): Result<Dialect, Problem> {
  const shown = quoted(names.join(','))
  if (names.length > COLUMNS_MAX) return fail(fault('file-unknown', `The file has more than ${COLUMNS_MAX} columns.`))
  if (names.length < 3 && /[;\t]/.test(names.join())) {
    const message = `The columns are separated by semicolons or tabs: ${shown}. Save the file as CSV with commas.`
    return fail(fault('file-separator', message))
  }
  const has = (name: string) => names.some((other) => same(other, name))
  const own = (mine: Dialect, other: Dialect) =>
    names.filter((name) => fieldOf(name, mine) && !fieldOf(name, other)).length
  const [classic, newer] = [own('classic', 'new'), own('new', 'classic')]
  if (has('Title') && has('Handle') && classic >= newer) return ok('classic')
  if (has('Title') && (newer > 0 || names.every((name) => fieldOf(name, 'new'))) && newer >= classic) return ok('new')
  const message = `This is not a Shopify product export: its first row is ${shown}. It needs the columns “Title” and “Handle” (or “Title” and “URL handle”) among those of one Shopify format.`
  return fail(fault('file-unknown', message))
}

function useOf(name: string, dialect: Dialect): ColumnUse {
  if (name === '') return { use: 'none' }
  const field = fieldOf(name, dialect)
  if (field) return { use: 'field', field }
  const match = /^(included|price|compare[ -]at price) \/ (.+)$/i.exec(name)
  const [, what = '', market = ''] = match ?? []
  if (!match) return { use: 'extra', name }
  if (same(what, 'included')) return { use: 'market', what: 'included', market }
  return { use: 'market', what: same(what, 'price') ? 'price' : 'compareAtPrice', market }
}

const NAMES: Readonly<Record<Dialect, ReadonlyMap<string, Field>>> = {
  classic: fieldsByName(CLASSIC),
  // Files of the new dialect that people made by hand often keep the old name of this one column.
  new: fieldsByName([...NEW, ['handle', 'Handle']]),
}

function fieldsByName(table: typeof CLASSIC): Map<string, Field> {
  const entries = table.flatMap((entry) => (typeof entry === 'symbol' ? [] : [entry]))
  return new Map(entries.map(([field, name]) => [name.toLowerCase(), field]))
}

const tableOf = (dialect: Dialect) => (dialect === 'classic' ? CLASSIC : NEW)
const fieldOf = (name: string, dialect: Dialect) => NAMES[dialect].get(name.toLowerCase())
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
const marketColumns = (market: string) => [`Included / ${market}`, `Price / ${market}`, `Compare At Price / ${market}`]

function fault(code: ProblemCode, message: string, column?: string): Problem {
  return { line: 1, column, code, message, handle: undefined, severity: 'error' }
}
