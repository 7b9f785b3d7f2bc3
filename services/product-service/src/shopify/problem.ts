/**
 * What is wrong in a file, for a person who has it open in a spreadsheet. What is done about each is in RULES.md.
 *
 * An error rejects the whole product it belongs to; a warning keeps it, exactly as the file says it.
 */
export type Problem = {
  /** Physical line of the start of the record, from 1. */
  readonly line: number
  /** The column as the file's header names it; none when the whole row or file is meant. */
  readonly column: string | undefined
  readonly code: ProblemCode
  /** What is wrong and what to do about it. */
  readonly message: string
  readonly handle: string | undefined
  readonly severity: Severity
}

export type Severity = 'error' | 'warning'
export type ProblemCode = (typeof PROBLEM_CODES)[number]

export const PROBLEM_CODES = [
  'boolean-invalid',
  'character-not-allowed',
  'column-duplicate',
  'column-of-other-dialect',
  'column-unnamed',
  'columns-wrong',
  'compare-at-below-price',
  'file-empty',
  'file-separator',
  'file-unknown',
  'first-row-differs',
  'handle-derived',
  'handle-invalid',
  'handle-missing',
  'handle-returns',
  'image-address',
  'image-position-duplicate',
  'image-source-missing',
  'line-break',
  'neighbour-damaged',
  'not-utf8',
  'number-invalid',
  'option-combination-duplicate',
  'option-name-duplicate',
  'option-name-missing',
  'option-value-missing',
  'policy-invalid',
  'price-currency',
  'price-decimals',
  'price-missing',
  'price-negative',
  'price-not-a-number',
  'price-separators',
  'price-too-large',
  'price-zero',
  'quote-stray',
  'quote-unclosed',
  'record-too-long',
  'row-empty',
  'sku-duplicate',
  'status-invalid',
  'title-missing',
  'titles-differ',
  'too-large',
  'too-long',
  'too-many-images',
  'too-many-tags',
  'too-many-variants',
  'type-case',
  'variant-cells-ignored',
  'variant-image-not-listed',
  'weight-fractional',
  'weight-unit-unknown',
] as const

/** A cell in a message: short enough to read, with its line breaks visible. */
export function quoted(cell: string): string {
  const short = cell.length > 60 ? `${cell.slice(0, 60)}…` : cell
  return `“${short.replaceAll('\r', '␍').replaceAll('\n', '⏎')}”`
}
