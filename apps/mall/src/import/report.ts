import type { ImportJob, ImportProblem } from '@mallhive/product-service/contract'

/** What became of an import, for a person at a terminal. */
export function summary(job: ImportJob, seconds: number): string {
  const { created, updated, unchanged, rejected } = job.products
  const done = job.dryRun ? `Dry run of ${job.name}: nothing was written. It would do this` : `Imported ${job.name}`
  const columns = [
    ['', 'created', 'updated', 'unchanged', 'rejected'],
    ['products', created, updated, unchanged, rejected].map(String),
  ]
  const table = columns.map(
    ([name = '', ...cells]) => `  ${name.padEnd(10)}${cells.map((cell) => cell.padStart(11)).join('')}`,
  )
  const parts = [`variants ${job.variants}`, `images ${job.images}`, `stock ${job.stock}`]
  return [
    `${done} (${seconds.toFixed(1)} s)`,
    '',
    ...table,
    '',
    `  in the accepted products: ${parts.join(', ')}`,
    `  in the file: ${counted(job.errors, 'error')}, ${counted(job.warnings, 'remark')}`,
    '',
  ].join('\n')
}

/** Errors before remarks, each with its line, what is wrong and what to do; `max` of them. */
export function problemLines(problems: readonly ImportProblem[], max = Infinity): string[] {
  const inOrder = [...problems].sort(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning') || a.line - b.line,
  )
  return inOrder.slice(0, max).map(problemLine)
}

function problemLine({ severity, line, column, handle, message, code }: ImportProblem): string {
  const where = column !== undefined && !message.includes(`“${column}”`) ? `, column “${column}”` : ''
  const product = handle !== undefined && !message.includes(`“${handle}”`) ? ` (product ${handle})` : ''
  const place = message.startsWith('Line') ? message : `line ${line}${where}: ${message}`
  return `${severity === 'error' ? '✗' : '·'} ${place}${product} [${code}]`
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
