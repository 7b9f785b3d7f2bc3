import { CsvError, parse } from 'csv-parse/sync'
import { asMeant } from './formula.ts'
import { RECORD_BYTES_MAX } from './limits.ts'
import { type Line, linesOf } from './lines.ts'
import type { LineRange } from './product.ts'

/** A row of the file, or a stretch of it that cannot be one. Rows without a single character are passed over. */
export type FileRecord = RowRecord | DamagedRecord

export type RowRecord = { readonly kind: 'row'; readonly lines: LineRange; readonly cells: readonly string[] }

export type DamagedRecord = {
  readonly kind: 'damaged'
  readonly lines: LineRange
  readonly code: 'columns-wrong' | 'not-utf8' | 'quote-stray' | 'quote-unclosed' | 'record-too-long'
  /** What can be made out of the cells, to tell which products were hit. */
  readonly cells: readonly string[]
}

/**
 * Cuts a file into records and goes on after a damaged one.
 *
 * A record ends on the first line where its quotation marks are balanced. When a quotation mark is missing, that is
 * one of the following records: then only the first line is given up, and reading goes on at the next line which
 * begins a whole record of the right width, so that a single missing mark does not swallow the products after it.
 */
export async function* recordsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FileRecord> {
  const ahead = new LinesAhead(linesOf(bytes))
  let width = 0
  let open: DamagedRecord | undefined
  for (let lines = await ahead.frame(); lines.length > 0; lines = await ahead.frame()) {
    const record = recordOf(lines, width)
    const resumes = record.kind === 'damaged' && record.code.startsWith('quote')
    ahead.drop(resumes ? 1 : lines.length)
    if (record.kind === 'row' && record.cells.every((cell) => cell.trim() === '')) continue
    if (record.kind === 'damaged' && open) {
      open = joined(open, resumes ? recordOf(lines.slice(0, 1), width) : record)
      continue
    }
    if (open) yield open
    open = undefined
    if (record.kind === 'row') width ||= record.cells.length
    if (resumes && record.kind === 'damaged') open = firstLineOf(record, lines)
    else yield record
  }
  if (open) yield open
}

function recordOf(lines: readonly Line[], width: number): FileRecord {
  const [first, last] = [lines[0], lines.at(-1)]
  if (!first || !last) throw new Error('a record has at least one line')
  const range = { first: first.number, last: last.number }
  const text = lines.map((line) => line.text).join('')
  const damaged = (code: DamagedRecord['code'], cells = roughCells(text)): DamagedRecord => {
    return { kind: 'damaged', lines: range, code, cells }
  }
  const fault = lines.find((line) => line.fault)?.fault
  if (fault) return damaged(fault)
  if (text.length > RECORD_BYTES_MAX && !unbalanced(lines)) return damaged('record-too-long')
  try {
    const cells = cellsOf(text)
    if (width > 0 && cells.length !== width && text.trim() !== '') return damaged('columns-wrong', cells)
    return { kind: 'row', lines: range, cells }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    return damaged(cause.code === 'INVALID_OPENING_QUOTE' ? 'quote-stray' : 'quote-unclosed')
  }
}

const OPTIONS = { relax_column_count: true, record_delimiter: '\n', max_record_size: 0, bom: false } as const

function cellsOf(text: string): string[] {
  const [cells = []] = parse(text.replace(/(?:\r\n|\n|\r)$/, ''), OPTIONS)
  return cells.map(asMeant)
}

const unbalanced = (lines: readonly Line[]) => lines.filter((line) => line.oddQuotes).length % 2 === 1

/** Not for reading values, only for recognising a handle in what cannot be read. */
const roughCells = (text: string) => text.split(/[,\r\n]+/, 1000).map((cell) => cell.replaceAll('"', ''))

/** Of a record whose quotes went wrong only the first line is surely damaged. */
function firstLineOf(record: DamagedRecord, lines: readonly Line[]): DamagedRecord {
  const { first } = record.lines
  return { ...record, lines: { first, last: first }, cells: roughCells(lines[0]?.text ?? '') }
}

function joined(open: DamagedRecord, next: FileRecord): DamagedRecord {
  const cells = [...open.cells, ...next.cells].slice(0, 1000)
  return { ...open, lines: { first: open.lines.first, last: next.lines.last }, cells }
}

/** Lines read but not yet used: at most one record and the line after it. */
class LinesAhead {
  readonly #source: AsyncIterator<Line>
  #lines: Line[] = []
  #used = 0

  constructor(source: AsyncIterator<Line>) {
    this.#source = source
  }

  /** The lines up to where the quotation marks are balanced, or up to the limit of a record; none at the end. */
  async frame(): Promise<Line[]> {
    let characters = 0
    let open = false
    for (let count = 0; ; count += 1) {
      const line = await this.#at(count)
      if (!line) return this.#lines.slice(this.#used)
      characters += line.text.length
      if (line.oddQuotes) open = !open
      if (!open || characters > RECORD_BYTES_MAX) return this.#lines.slice(this.#used, this.#used + count + 1)
    }
  }

  drop(count: number): void {
    this.#used += count
    // Not at every line: after a missing quotation mark thousands of lines may wait here.
    if (this.#used * 2 < this.#lines.length) return
    this.#lines = this.#lines.slice(this.#used)
    this.#used = 0
  }

  async #at(index: number): Promise<Line | undefined> {
    if (this.#used + index >= this.#lines.length) {
      const next = await this.#source.next()
      if (next.done) return undefined
      this.#lines.push(next.value)
    }
    return this.#lines[this.#used + index]
  }
}
