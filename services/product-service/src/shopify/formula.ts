/** A spreadsheet takes a cell that begins so for a formula, and runs it on the machine of whoever opens the file. */
const FORMULA = /^'*[=+\-@＝＋－＠\t\r\n]/
const QUOTED = /^'+[=+\-@＝＋－＠\t\r\n]/
const NUMBER = /^[+-]?\d+(\.\d+)?$/

/** A cell as it is written: an apostrophe before what would be a formula makes it text. A number keeps its sign. */
export const withoutFormula = (cell: string): string => (FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell)

/** The cell that was written so. Whatever a cell holds, it is read as it was before it was written. */
export const asMeant = (cell: string): string => (cell.startsWith("'") && QUOTED.test(cell) ? cell.slice(1) : cell)
