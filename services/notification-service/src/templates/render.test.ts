import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { it } from 'node:test'
import { someOrder } from '../../tests/orders.ts'
import type { NewMessage } from '../domain/message.ts'
import { orderCancellation } from '../domain/order-cancellation.ts'
import { orderConfirmation } from '../domain/order-confirmation.ts'
import { render, subjectOf } from './render.ts'

const shop = { name: 'Haldow', url: 'https://haldow.example', imprint: 'Haldow GmbH, Berlin.', returnDays: 60 }
const order = someOrder()
const about = { orderId: order.id, number: 'HD-20418', email: order.email, language: 'en' }
const confirmation = orderConfirmation({ ...about, order }, shop)
const cancellation = orderCancellation({ ...about, total: order.totals.total }, shop)

const write = ({ template, data }: NewMessage) => render(template, subjectOf({ template, data }), data)
/** The message with one of its facts missing, as when the template has come to want more than was queued. */
const without = (message: NewMessage, fact: string): NewMessage => {
  assert.ok(Object.hasOwn(message.data, fact), `${fact} is a fact`)
  return { ...message, data: { ...message.data, [fact]: undefined } }
}

it('writes no mail that lacks a fact', () => {
  const always = ['language', 'shop', 'number', 'orderUrl', 'total']
  const ofOrder = [
    'firstName',
    'arrival',
    'arrivalInShort',
    'lines',
    'subtotal',
    'addedTaxes',
    'includedTaxes',
    'address',
  ]
  for (const fact of always) assert.throws(() => write(without(cancellation, fact)), { name: 'TypeError' }, fact)
  for (const fact of [...always, ...ofOrder])
    assert.throws(() => write(without(confirmation, fact)), { name: 'TypeError' }, fact)
})

it('says where a template breaks', () => {
  assert.throws(
    () => write(without(cancellation, 'orderUrl')),
    /order-cancellation.text\.eta:5\n[^]*\n\nundefined is printed$/,
  )
})

it('prints words and numbers only: no object, list or truth value', () => {
  for (const orderUrl of [null, {}, ['a'], true, Symbol('a')])
    assert.throws(() => write({ ...cancellation, data: { ...cancellation.data, orderUrl } }), / is printed$/)
})

it('prints nothing unescaped but files of its own', () => {
  const templates = globSync('**/*.eta', { cwd: import.meta.dirname })
  assert.ok(templates.length > 10)
  for (const template of templates) {
    const text = readFileSync(new URL(template, import.meta.url), 'utf8')
    for (const [, printed] of text.matchAll(/<%[-_]?\s*~\s*(.*?)\s*[-_]?%>/gs))
      assert.match(printed!, /^(it\.body|include\('[\w./-]+'.*\))$/s, template)
  }
})
