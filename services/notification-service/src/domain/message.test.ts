import assert from 'node:assert/strict'
import { it } from 'node:test'
import { oneLine } from './message.ts'

it('makes one line of whatever it is given', () => {
  assert.equal(oneLine('  a\r\nBcc: b\u2028c\u0000d\te  '), 'a Bcc: b c d e')
  assert.equal(oneLine('149.00\u00a0€'), '149.00\u00a0€')
})

it('keeps to its length without cutting a character in two', () => {
  assert.equal(oneLine('🛒🛒🛒', 2), '🛒🛒')
  assert.equal(oneLine('a'.repeat(201)).length, 200)
  assert.equal(oneLine('a\ud83d'), 'a\ufffd')
})
