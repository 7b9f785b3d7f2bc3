import assert from 'node:assert/strict'
import { it } from 'node:test'
import { TEST_CARDS } from '../../contract/http.ts'
import { passesLuhn, readCard } from './card.ts'

const november = { month: 11, year: 2026 }
const read = (number: string, expiryMonth = 12, expiryYear = 2030) =>
  readCard({ number, expiryMonth, expiryYear }, november, TEST_CARDS)

it('keeps brand, last digits and behaviour of a card, and nothing of its number', () => {
  assert.deepEqual(read('4242 4242 4242 4242'), {
    ok: true,
    value: { brand: 'Visa', last4: '4242', behaviour: 'approves' },
  })
  assert.deepEqual(read('5555555555554444'), {
    ok: true,
    value: { brand: 'Mastercard', last4: '4444', behaviour: 'approvesMastercard' },
  })
})

it('refuses a mistyped number, a card that is over, and a real one', () => {
  assert.deepEqual(read('4242424242424241'), { ok: false, error: 'The card number is not valid' })
  assert.deepEqual(read('42424242424'), { ok: false, error: 'The card number is not valid' })
  assert.deepEqual(read('4242424242424242', 10, 2026), { ok: false, error: 'The card has expired' })
  assert.equal(read('4242424242424242', 11, 2026).ok, true)
  assert.deepEqual(read('4111111111111111'), {
    ok: false,
    error: 'This is a sandbox: only its test cards are known here',
  })
})

it('has test cards that all pass the check of their digits', () => {
  assert.deepEqual(
    Object.values(TEST_CARDS).filter((number) => !passesLuhn(number)),
    [],
  )
})
