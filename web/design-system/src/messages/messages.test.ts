import assert from 'node:assert/strict'
import { test } from 'node:test'
import { de } from './de.ts'
import { en } from './en.ts'
import { fill, messages } from './messages.ts'

type Tree = { readonly [key: string]: string | Tree }

const leaves = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`),
  )
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).toSorted()

test('German has every text of English, no more and no fewer', () => {
  assert.deepEqual(
    leaves(de)
      .map(([key]) => key)
      .toSorted(),
    leaves(en)
      .map(([key]) => key)
      .toSorted(),
  )
})

test('each text has the same places for values in both languages', () => {
  const english = Object.fromEntries(leaves(en))
  for (const [key, text] of leaves(de)) assert.deepEqual(places(text), places(english[key] ?? ''), key)
})

test('no text is empty, and none in German was left in English by mistake', () => {
  const same = new Set(leaves(en).map(([key, text]) => `${key}=${text}`))
  const alike = leaves(de).filter(
    ([key, text]) => same.has(`${key}=${text}`) && /[a-z]{4}/.test(text.replaceAll(/\{\w+\}/g, '')),
  )
  assert.deepEqual(
    alike.map(([key]) => key),
    ['list.filter'],
  )
  for (const [key, text] of [...leaves(en), ...leaves(de)]) assert.notEqual(text.trim(), '', key)
})

test('a text is filled with its values, and refuses to be shown without one', () => {
  assert.equal(fill('Pay {amount}', { amount: '149.00 €' }), 'Pay 149.00 €')
  assert.throws(() => fill('Pay {amount}', {}), /needs a value for \{amount\}/)
})

test('each language answers in its own words', () => {
  assert.equal(messages('en').product.add, 'Add to cart')
  assert.equal(messages('de').product.add, 'In den Warenkorb')
})
