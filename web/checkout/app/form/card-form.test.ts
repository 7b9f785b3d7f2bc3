import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brandOf, cardFaults, groupDigits, groupExpiry, readCard, readExpiry } from './card-form.ts'

const now = { month: 11, year: 2026 }
const card = { card: '4242424242424242', expiry: '08 / 28', code: '123', holder: 'Marlene Vogt' }

test('a card that can be right has no faults', () => {
  assert.deepEqual(cardFaults(card, now), [])
})

test('a card without anything needs all of it', () => {
  assert.deepEqual(cardFaults({ card: '', expiry: '', code: '', holder: '' }, now), [
    { field: 'card', code: 'required' },
    { field: 'expiry', code: 'required' },
    { field: 'code', code: 'required' },
    { field: 'holder', code: 'required' },
  ])
})

test('one wrong digit, a date that is over and a code of two digits are found', () => {
  assert.deepEqual(cardFaults({ ...card, card: '4242424242424241', expiry: '10/26', code: '12' }, now), [
    { field: 'card', code: 'card' },
    { field: 'expiry', code: 'expires' },
    { field: 'code', code: 'code' },
  ])
  assert.deepEqual(cardFaults({ ...card, expiry: '11/26' }, now), [])
  assert.deepEqual(cardFaults({ ...card, holder: 'x'.repeat(201) }, now), [
    { field: 'holder', code: 'tooLong', count: 200 },
  ])
})

test('dates are read as people and browsers write them', () => {
  for (const text of ['08 / 28', '8/28', '0828', '08/2028', '08-28', '082028'])
    assert.deepEqual(readExpiry(text), { month: 8, year: 2028 }, text)
  assert.deepEqual(readExpiry('12/30'), { month: 12, year: 2030 })
  for (const text of ['13/28', '00/28', '8', 'aug 28', '']) assert.equal(readExpiry(text), undefined, text)
})

test('numbers are grouped while they are typed, and their brand is known from the first digits', () => {
  assert.equal(groupDigits('42424'), '4242 4')
  assert.equal(groupDigits('4242-4242 4242x4242'), '4242 4242 4242 4242')
  assert.equal(groupExpiry('082'), '08 / 2')
  assert.equal(groupExpiry('08'), '08')
  assert.deepEqual(['4', '51', '27', '6', ''].map(brandOf), ['Visa', 'Mastercard', 'Mastercard', undefined, undefined])
})

test('a card is read without its spaces', () => {
  const form = new FormData()
  form.set('card', ' 4242 4242-4242 4242 ')
  assert.deepEqual(readCard(form), { card: '4242424242424242', expiry: '', code: '', holder: '' })
})
