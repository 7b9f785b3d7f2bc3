import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formats, plainAmount } from './format.ts'

const en = formats('en')
const de = formats('de')

test('money stands before its unit, joined by a space that never breaks', () => {
  assert.equal(en.money({ amount: 14900, currency: 'EUR' }), '149.00\u00a0€')
  assert.equal(en.money({ amount: 1234567, currency: 'EUR' }), '12,345.67\u00a0€')
  assert.equal(de.money({ amount: 1234567, currency: 'EUR' }), '12.345,67\u00a0€')
  assert.equal(en.money({ amount: 0, currency: 'EUR' }), '0.00\u00a0€')
})

test('an English reader sees dollars and pounds before the number, a German behind it', () => {
  assert.equal(en.money({ amount: 999, currency: 'USD' }), '$9.99')
  assert.equal(de.money({ amount: 999, currency: 'USD' }), '9,99\u00a0$')
  assert.equal(en.money({ amount: -250, currency: 'GBP' }), '-£2.50')
})

test('currencies without decimals and with three keep their own', () => {
  assert.equal(en.money({ amount: 5000, currency: 'JPY' }), '¥5,000')
  assert.equal(de.money({ amount: 1500, currency: 'KWD' }), '1,500\u00a0KWD')
})

test('no amount loses a cent on the way to its digits', () => {
  assert.equal(en.money({ amount: 999_999_999_999, currency: 'EUR' }), '9,999,999,999.99\u00a0€')
  assert.equal(plainAmount({ amount: 5, currency: 'EUR' }), '0.05')
  assert.equal(plainAmount({ amount: -14900, currency: 'EUR' }), '-149.00')
  assert.equal(plainAmount({ amount: 500, currency: 'JPY' }), '500')
  assert.equal(plainAmount({ amount: 1, currency: 'TND' }), '0.001')
})

test('a range of days names the month once when it is the same', () => {
  assert.equal(en.dayRange('2026-11-24', '2026-11-26'), 'Tue 24 – Thu 26 Nov')
  assert.equal(en.dayRange('2026-11-30', '2026-12-02'), 'Mon 30 Nov – Wed 2 Dec')
  assert.equal(en.dayRange('2026-11-24', '2026-11-24'), 'Tue 24 Nov')
  assert.equal(de.dayRange('2026-11-24', '2026-11-26'), 'Di 24. – Do 26. Nov')
  assert.equal(en.longDay('2026-11-24'), 'Tuesday 24 November')
})

test('instants are written in the time of the shop', () => {
  assert.equal(en.date('2026-11-21T23:30:00Z'), '22 November 2026')
  assert.equal(en.dateTime('2026-11-21T13:06:00Z'), '21 Nov, 14:06')
  assert.equal(formats('en', 'America/New_York').dateTime('2026-11-21T13:06:00Z'), '21 Nov, 08:06')
  assert.equal(de.date('2026-11-21T13:06:00Z'), '21. November 2026')
  assert.equal(de.shortDate('2026-03-06T13:06:00Z'), '6. Mär')
})

test('a count chooses its words', () => {
  const things = { one: '{count} thing', other: '{count} things' }
  assert.equal(en.count(1, things), '1 thing')
  assert.equal(en.count(0, things), '0 things')
  assert.equal(en.count(1234, things), '1,234 things')
})
