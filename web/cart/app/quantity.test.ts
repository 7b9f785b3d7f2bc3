import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quantityOf, readWish } from './quantity.ts'

const line = '0190a000-0000-7000-8000-000000000001'
function form(fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

test('a button counts from what stands in the field, not from what was saved', () => {
  assert.equal(quantityOf({ quantity: '5', step: 'more' }, 2), 6)
  assert.equal(quantityOf({ quantity: '5', step: 'less' }, 2), 4)
  assert.equal(quantityOf({ quantity: '5', step: '' }, 2), 5)
})

test('an empty field means what was there before, and nothing goes below zero or above what a line may hold', () => {
  assert.equal(quantityOf({ quantity: '', step: 'more' }, 2), 3)
  assert.equal(quantityOf({ quantity: '0', step: 'less' }, 2), 0)
  assert.equal(quantityOf({ quantity: '999', step: 'more' }, 2), 999)
  assert.equal(quantityOf({ quantity: '5000', step: '' }, 2), 999)
})

test('what is no whole number is not understood', () => {
  for (const quantity of ['-1', '1.5', '1e3', 'two', '12345678'])
    assert.equal(quantityOf({ quantity, step: '' }, 2), undefined)
})

test('a form of the cart is read as what it asks for', () => {
  assert.deepEqual(
    readWish(form({ intent: 'quantity', line, version: '"4"', was: '2', quantity: '2', step: 'more' })),
    {
      intent: 'quantity',
      line,
      version: '"4"',
      was: 2,
      quantity: 3,
    },
  )
  assert.deepEqual(readWish(form({ intent: 'remove', line, version: '"4"' })), {
    intent: 'remove',
    line,
    version: '"4"',
  })
  assert.deepEqual(readWish(form({ intent: 'check-out' })), { intent: 'check-out' })
})

test('a form that is none of the cart’s is refused', () => {
  assert.equal(readWish(form({})), undefined)
  assert.equal(readWish(form({ intent: 'quantity', line: '../carts', version: '', quantity: '1' })), undefined)
  assert.equal(readWish(form({ intent: 'clear', line, version: '' })), undefined)
})
