import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ImportJob, ImportProblem } from '@mallhive/product-service/contract'
import { problemLines, summary } from './report.ts'

const job: ImportJob = {
  id: '01a1fe06-f036-773d-82cb-fa2851c47083',
  name: 'bicycles.csv',
  dryRun: false,
  state: 'done',
  bytes: 10,
  bytesDone: 10,
  products: { created: 284, updated: 12, unchanged: 0, rejected: 1 },
  variants: 1121,
  images: 1034,
  stock: -48,
  errors: 1,
  warnings: 52,
  startedAt: '2026-11-21T12:13:50.025Z',
}

const problem: ImportProblem = {
  line: 7,
  severity: 'error',
  code: 'price-missing',
  column: 'Variant Price',
  handle: 'brush',
  message: '“Variant Price” is blank. Write the price.',
}

it('sums an import up', () => {
  assert.equal(
    summary(job, 4.21),
    `Imported bicycles.csv (4.2 s)

                created    updated  unchanged   rejected
  products          284         12          0          1

  in the accepted products: variants 1121, images 1034, stock -48
  in the file: 1 error, 52 remarks
`,
  )
})

it('leaves no doubt that a dry run wrote nothing', () => {
  assert.match(summary({ ...job, dryRun: true }, 1), /^Dry run of bicycles.csv: nothing was written. It would do this/)
})

it('names line, column and what to do, errors first', () => {
  const remark: ImportProblem = {
    line: 2,
    severity: 'warning',
    code: 'sku-duplicate',
    message: 'Two variants share a SKU.',
  }
  assert.deepEqual(problemLines([remark, problem, { ...problem, line: 5 }], 2), [
    '✗ line 5: “Variant Price” is blank. Write the price. (product brush) [price-missing]',
    '✗ line 7: “Variant Price” is blank. Write the price. (product brush) [price-missing]',
  ])
  assert.deepEqual(problemLines([remark]), ['· line 2: Two variants share a SKU. [sku-duplicate]'])
  assert.deepEqual(problemLines([{ ...problem, message: 'Line 7: 19 cells.' }]), [
    '✗ Line 7: 19 cells. (product brush) [price-missing]',
  ])
})
