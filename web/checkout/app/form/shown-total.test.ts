import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTotal, writeTotal } from './shown-total.ts'

const form = (value: string) => {
  const data = new FormData()
  data.set('expected', value)
  return data
}

test('the total a form showed comes back as it was', () => {
  const total = { amount: 43_000, currency: 'EUR' }
  assert.equal(writeTotal(total), '43000 EUR')
  assert.deepEqual(readTotal(form('43000 EUR')), total)
  for (const text of ['', '430.00 EUR', '-1 EUR', '43000 eur', '43000']) assert.equal(readTotal(form(text)), undefined)
})
