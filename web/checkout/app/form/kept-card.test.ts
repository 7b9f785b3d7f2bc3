import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTyped, keptFields, readKept } from './kept-card.ts'

const VISA = { token: 'tok_Zm9v', brand: 'Visa', last4: '4242' }
const formOf = (fields: Iterable<readonly [string, string]>) => {
  const form = new FormData()
  for (const [name, value] of fields) form.set(name, value)
  return form
}

test('a card that a form carries is read back as it was', () => {
  assert.deepEqual(readKept(formOf(keptFields(VISA))), VISA)
})

test('what does not look like a token and the end of a card is no card', () => {
  const wrong = [
    { ...VISA, token: '' },
    { ...VISA, token: 'two words' },
    { ...VISA, token: 't'.repeat(201) },
    { ...VISA, last4: '4242424242424242' },
    { ...VISA, brand: 'x'.repeat(31) },
  ]
  for (const card of wrong) assert.equal(readKept(formOf(keptFields(card))), undefined, JSON.stringify(card))
})

test('a name that the browser filled in is not another card', () => {
  const nothing = { card: '', expiry: '', code: '', holder: '' }
  assert.equal(isTyped({ ...nothing, holder: 'Marlene Vogt' }), false)
  assert.equal(isTyped({ ...nothing, card: '4242' }), true)
})
