import assert from 'node:assert/strict'
import { test } from 'node:test'
import { madeAt, newKey, readKey, readTotal, writeTotal } from './order-key.ts'

const form = (name: string, value: string) => {
  const data = new FormData()
  data.set(name, value)
  return data
}

test('a key says when its form was made', () => {
  const before = Date.now()
  const key = newKey()
  assert.equal(readKey(form('key', key)), key)
  assert.ok(madeAt(key) >= before && madeAt(key) <= Date.now())
  assert.equal(madeAt('01900000-0000-7000-8000-000000000000'), 0x0190_0000_0000)
})

test('a key that was not made here is none', () => {
  for (const key of ['', 'mine', '01900000-0000-4000-8000-000000000000', "01900000-0000-7000-8000-00000000000'"])
    assert.equal(readKey(form('key', key)), undefined, key)
})

test('the total a form showed comes back as it was', () => {
  const total = { amount: 43_000, currency: 'EUR' }
  assert.equal(writeTotal(total), '43000 EUR')
  assert.deepEqual(readTotal(form('expected', '43000 EUR')), total)
  for (const text of ['', '430.00 EUR', '-1 EUR', '43000 eur', '43000'])
    assert.equal(readTotal(form('expected', text)), undefined)
})
