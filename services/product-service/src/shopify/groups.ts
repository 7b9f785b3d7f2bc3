import type { Header } from './dialect.ts'
import { PRODUCT_CHARACTERS_MAX, PRODUCT_ROWS_MAX } from './limits.ts'
import { type Problem, type ProblemCode, quoted } from './problem.ts'
import type { LineRange } from './product.ts'
import type { DamagedRecord, FileRecord, RowRecord } from './records.ts'

/** The rows of one product, one after the other, and what is already known to be wrong with them. */
export type RowGroup = {
  /** Blank when the rows have none; `undefined` for damaged rows that cannot be told to be of any product. */
  readonly handle: string | undefined
  readonly rows: readonly RowRecord[]
  readonly problems: readonly Problem[]
  readonly lines: LineRange
}

type OpenGroup = {
  handle: string
  title: string
  rows: RowRecord[]
  problems: Problem[]
  last: number
  characters: number
}

/**
 * Puts rows that follow each other with one handle into groups.
 *
 * A damaged row rejects every product it may have been part of: the one whose handle it begins with, and its neighbours
 * above and below when their handles are among its cells. So two rows glued into one never leave half a product.
 */
export async function* groupsOf(records: AsyncIterable<FileRecord>, header: Header): AsyncGenerator<RowGroup> {
  const at = { handle: header.positions.get('handle') ?? -1, title: header.positions.get('title') ?? -1 }
  let current: OpenGroup | undefined
  let damaged: DamagedRecord[] = []
  for await (const record of records) {
    const handle = (record.cells[at.handle] ?? '').trim()
    const title = record.cells[at.title] ?? ''
    if (record.kind === 'damaged') {
      damaged.push(record)
      const problem = damageOf(record, header, handle)
      const isOfCurrent = current && (!isPlausible(handle) || names(record, current.handle, header))
      if (current && isOfCurrent) add(current, problem, record.lines)
      else {
        if (current) yield closed(current)
        current = undefined
        yield { handle: isPlausible(handle) ? handle : undefined, rows: [], problems: [problem], lines: record.lines }
      }
    } else if (current && continues(current, handle, title)) extend(current, record, handle === '' && title === '')
    else {
      if (current) yield closed(current)
      current = begun(record, handle, title, damaged, header)
      damaged = []
    }
  }
  if (current) yield closed(current)
}

/** A row without handle and title can only go on with the product above it, which then is not to be trusted. */
function continues(current: OpenGroup, handle: string, title: string): boolean {
  if (handle !== '') return handle === current.handle
  return title === '' || (current.handle === '' && title === current.title)
}

function begun(row: RowRecord, handle: string, title: string, damaged: DamagedRecord[], header: Header): OpenGroup {
  const group: OpenGroup = { handle, title, rows: [], problems: [], last: row.lines.last, characters: 0 }
  extend(group, row, handle === '' && title === '')
  const hit = damaged.find((record) => names(record, handle, header))
  if (hit) {
    const message = `Line ${hit.lines.first} is damaged and holds cells of this product, so the product is left out. Mend that line and import again.`
    group.problems.push(error(row.lines.first, 'neighbour-damaged', message, handle))
  }
  return group
}

function extend(group: OpenGroup, row: RowRecord, isStray: boolean): void {
  const { first, last } = row.lines
  group.last = last
  group.characters += row.cells.reduce((sum, cell) => sum + cell.length, 0)
  const isFull = group.rows.length >= PRODUCT_ROWS_MAX || group.characters > PRODUCT_CHARACTERS_MAX
  if (isStray) {
    const message = 'This row has neither a handle nor a title. Give it the handle of the product it belongs to.'
    group.problems.push(error(first, 'handle-missing', message, group.handle))
  } else if (!isFull) group.rows.push(row)
  else if (!group.problems.some((problem) => problem.code === 'too-large')) {
    const message = `The product has more than ${PRODUCT_ROWS_MAX} rows, or they are too long together. Split it into several products.`
    group.problems.push(error(first, 'too-large', message, group.handle))
  }
}

function add(group: OpenGroup, problem: Problem, lines: LineRange): void {
  group.problems.push({ ...problem, handle: group.handle })
  group.last = lines.last
}

function closed({ handle, rows, problems, last }: OpenGroup): RowGroup {
  const starts = [...rows.map((row) => row.lines.first), ...problems.map((problem) => problem.line)]
  const first = starts.reduce((least, line) => Math.min(least, line), last)
  return { handle, rows, problems, lines: { first, last } }
}

function names(record: DamagedRecord, handle: string, header: Header): boolean {
  if (handle === '') return false
  // When only the line break between two rows is missing, the next handle sticks to the last cell of the first.
  const seam = record.code === 'columns-wrong' ? record.cells[header.names.length - 1] : undefined
  return record.cells.includes(handle) || (seam?.endsWith(handle) ?? false)
}

const isPlausible = (handle: string) => handle.length <= 255 && /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*$/u.test(handle)

function damageOf(record: DamagedRecord, header: Header, handle: string): Problem {
  const { first, last } = record.lines
  const span = first === last ? `Line ${first}` : `Lines ${first} to ${last}`
  return error(first, record.code, `${span}: ${adviceFor(record, header)}`, isPlausible(handle) ? handle : undefined)
}

function adviceFor({ code, cells }: DamagedRecord, { names: columns }: Header): string {
  switch (code) {
    case 'columns-wrong': {
      const counts = `${cells.length} cells where the header has ${columns.length}, from ${quoted(cells[0] ?? '')} on.`
      if (cells.length < columns.length)
        return `${counts} A line break outside quotation marks may have cut the row. Join it.`
      return `${counts} Two rows may have run into one, or a comma may stand outside quotation marks. Separate them.`
    }
    case 'not-utf8':
      return 'the text is not UTF-8. Save the file as “CSV UTF-8”.'
    case 'quote-stray':
      return 'a quotation mark stands inside a cell that does not begin with one. Put the whole cell in quotation marks and double those inside.'
    case 'quote-unclosed':
      return 'a cell begins with a quotation mark that is never closed, or one inside it is not doubled. Close or double it.'
    case 'record-too-long':
      return 'the row is longer than 2 MB. A quotation mark may be missing; else shorten the description.'
  }
}

function error(line: number, code: ProblemCode, message: string, handle: string | undefined): Problem {
  return { line, column: undefined, code, message, handle, severity: 'error' }
}
