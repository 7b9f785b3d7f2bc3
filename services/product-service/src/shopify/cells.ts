import type { Field } from './columns.ts'
import { adviceFor, parsePrice } from './decimal.ts'
import type { Header } from './dialect.ts'
import { DESCRIPTION_BYTES_MAX } from './limits.ts'
import { type Problem, type ProblemCode, quoted, type Severity } from './problem.ts'
import type { Text, Value } from './product.ts'
import type { RowRecord } from './records.ts'

/** What the cells of every row of one product are read with. */
export type Reading = {
  readonly header: Header
  /** Decimals of the shop's currency (ISO 4217). */
  readonly exponent: number
  readonly handle: string
  /** Collects what is wrong, in the order in which it is met. */
  readonly problems: Problem[]
}

/** The cells of one row by field: `undefined` for an absent column, else read or reported. */
export class Cells {
  readonly line: number
  readonly #reading: Reading
  readonly #row: RowRecord

  constructor(reading: Reading, row: RowRecord) {
    this.#reading = reading
    this.#row = row
    this.line = row.lines.first
  }

  /** The cell exactly as it is. */
  raw(field: Field): Text {
    const position = this.#reading.header.positions.get(field)
    return position === undefined ? undefined : (this.#row.cells[position] ?? '')
  }

  isFilled(field: Field): boolean {
    return (this.raw(field) ?? '').trim() !== ''
  }

  text(field: Field): Text {
    const cell = this.raw(field)
    if (cell === undefined) return undefined
    const length = field === 'description' ? Buffer.byteLength(cell) : cell.length
    const limit = LONGER_MAX[field] ?? NAME_MAX
    if (length > limit) {
      const unit = field === 'description' ? 'bytes' : 'characters'
      this.report(field, 'too-long', `has ${length} ${unit}, more than the ${limit} allowed. Shorten it.`)
    }
    // A break in the middle of a name or code is the trace of two rows that ran together inside quotation marks.
    if (ONE_LINE.has(field) && /[\r\n]\s*\S/.test(cell))
      this.report(
        field,
        'line-break',
        `has a line break: ${quoted(cell)}. Two rows may have run into one; remove the break.`,
      )
    return cell
  }

  flag(field: Field): Value<boolean> {
    return this.#read(field, (cell) => {
      const value = { true: true, false: false }[cell.toLowerCase()]
      if (value === undefined) this.report(field, 'boolean-invalid', `is ${quoted(cell)}. Write TRUE or FALSE.`)
      return value
    })
  }

  choice<T>(field: Field, choices: Readonly<Record<string, T>>, code: ProblemCode): Value<T> {
    return this.#read(field, (cell) => {
      const value = Object.hasOwn(choices, cell.toLowerCase()) ? choices[cell.toLowerCase()] : undefined
      if (value === undefined)
        this.report(field, code, `is ${quoted(cell)}. Write one of: ${Object.keys(choices).join(', ')}.`)
      return value
    })
  }

  /** A whole number between the bounds. */
  whole(field: Field, minimum: number, maximum: number): Value<number> {
    return this.#number(field, /^[+-]?\d{1,15}$/, 'a whole number', minimum, maximum)
  }

  /** A number that may have decimals, such as a weight. Never used for money. */
  decimal(field: Field, maximum: number): Value<number> {
    return this.#number(field, /^\d{1,12}(?:\.\d{1,6})?$/, 'a number with a decimal point', 0, maximum)
  }

  /** Minor units of the shop's currency. */
  price(field: Field): Value<number> {
    const { exponent } = this.#reading
    return this.#read(field, (cell) => {
      const amount = parsePrice(cell, exponent)
      if (amount.ok) return amount.value
      this.report(field, amount.error, `is ${quoted(cell)} and ${adviceFor(amount.error, exponent)}.`)
      return undefined
    })
  }

  /** The message goes on after the column's name: “Variant Price” is … */
  report(field: Field | undefined, code: ProblemCode, message: string, severity: Severity = 'error'): void {
    const { header, handle, problems } = this.#reading
    const position = field && header.positions.get(field)
    const column = position === undefined ? undefined : header.names[position]
    problems.push({
      line: this.line,
      column,
      code,
      message: column ? `“${column}” ${message}` : message,
      handle,
      severity,
    })
  }

  #number(field: Field, form: RegExp, described: string, minimum: number, maximum: number): Value<number> {
    return this.#read(field, (cell) => {
      const value = form.test(cell) ? Number(cell) : Number.NaN
      if (value >= minimum && value <= maximum) return value === 0 ? 0 : value
      this.report(field, 'number-invalid', `is ${quoted(cell)}. Write ${described} from ${minimum} to ${maximum}.`)
      return undefined
    })
  }

  #read<T>(field: Field, read: (cell: string) => T | undefined): Value<T> {
    const cell = this.raw(field)?.trim()
    return cell === '' ? null : cell === undefined ? undefined : read(cell)
  }
}

const ONE_LINE: ReadonlySet<Field> = new Set<Field>([
  ...(['handle', 'title', 'sku', 'barcode', 'imageSource', 'variantImage'] as const),
  ...(['option1Name', 'option2Name', 'option3Name', 'option1Value', 'option2Value', 'option3Value'] as const),
])

/** Names and codes; the fields that may be longer are below. */
const NAME_MAX = 255

const LONGER_MAX: Partial<Record<Field, number>> = {
  description: DESCRIPTION_BYTES_MAX,
  tags: 65_536,
  productCategory: 5000,
  seoTitle: 5000,
  seoDescription: 5000,
  imageAlt: 5000,
  imageSource: 2048,
  variantImage: 2048,
}
