import assert from 'node:assert/strict'
import { it } from 'node:test'
import { render, subjectOf } from '../templates/render.ts'
import { orderCancellation } from './order-cancellation.ts'

const shop = { name: 'Haldow', url: 'https://haldow.example', imprint: 'Haldow GmbH, Berlin.', returnDays: 60 }
const mailIn = (language: string) => {
  const orderId = '0190a6a0-0000-7000-8000-000000000001'
  const total = { amount: 24_500, currency: 'EUR' }
  const message = orderCancellation({ orderId, number: 'HD-7', email: 'ann@example.com', language, total }, shop)
  const subject = subjectOf(message)
  return { key: message.key, subject, ...render(message.template, subject, message.data) }
}

it('says in English that the order is cancelled and where the money goes', () => {
  const { key, subject, text, html } = mailIn('en')
  assert.equal(key, 'order-cancellation:0190a6a0-0000-7000-8000-000000000001')
  assert.equal(subject, 'Your Haldow order HD-7 is cancelled')
  assert.equal(
    text.replaceAll('\u00a0', ' '),
    `Your order is cancelled

Your order HD-7 of 245.00 € is cancelled. Whatever was held or charged for it goes back to your card; banks take a few days.

View your order: https://haldow.example/account/orders/0190a6a0-0000-7000-8000-000000000001

Questions? Answer this mail; a person reads it.
Haldow GmbH, Berlin.
`,
  )
  assert.match(html, /<h1[^>]*>Your order is cancelled<\/h1>/)
})

it('says it in German', () => {
  const { subject, text, html } = mailIn('de-CH')
  assert.equal(subject, 'Ihre Bestellung HD-7 bei Haldow ist storniert')
  assert.match(text, /^Ihre Bestellung ist storniert\n\nIhre Bestellung HD-7 über 245,00.€ ist storniert\./)
  assert.match(html, /<html lang="de">/)
})
