import assert from 'node:assert/strict'
import { it } from 'node:test'
import { verdict } from './report.ts'
import { besideLimit } from './row.ts'

const rate = (perSecond: number, failed = 0) => ({ perSecond, p50: 1.5, p99: 7, failed })
const select = { name: 'select', measured: rate(20_000) }

it('a row says which share of its limit was reached, and whether that is enough', () => {
  const row = besideLimit('product list', rate(12_345), select, 0.6)
  assert.deepEqual(row, {
    what: 'product list',
    measured: '12,345/s, p50 1.5 / p99 7 ms',
    ratio: '0.62 × select',
    failed: 0,
    target: '≥ 0.6 × select',
    isMet: true,
  })
  assert.equal(verdict(row), 'met')
  assert.equal(verdict(besideLimit('product list', rate(11_999), select, 0.6)), '**missed**')
})

it('a single wrong answer fails a row, however quick it was', () => {
  assert.equal(verdict(besideLimit('product list', rate(30_000, 1), select, 0.6)), '**failed**')
})

it('without a target there is no verdict', () => {
  assert.equal(verdict(besideLimit('product list', rate(30_000), select)), '')
})
