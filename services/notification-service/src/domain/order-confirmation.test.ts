import assert from 'node:assert/strict'
import { it } from 'node:test'
import { eur, someOrder } from '../../tests/orders.ts'
import { render, subjectOf } from '../templates/render.ts'
import { orderConfirmation } from './order-confirmation.ts'

const shop = { name: 'Haldow', url: 'https://haldow.example', imprint: 'Haldow GmbH, Berlin.', returnDays: 60 }
const mailOf = (order = someOrder()) => {
  const { id: orderId, number = '', email, language } = order
  const message = orderConfirmation({ orderId, number, email, language, order }, shop)
  const subject = subjectOf(message)
  return { ...message, subject, ...render(message.template, subject, message.data) }
}

it('writes the order down in English', () => {
  const order = someOrder({ id: '0190a6a0-0000-7000-8000-000000000001' })
  const { subject, text, key } = mailOf(order)
  assert.equal(key, 'order-confirmation:0190a6a0-0000-7000-8000-000000000001')
  assert.equal(subject, 'Your Haldow order HD-20418')
  assert.equal(
    text.replaceAll('\u00a0', ' '),
    `Thank you, Marlene

We have your order HD-20418. It should be with you between Tuesday 24 and Thursday 26 November.

View your order: https://haldow.example/account/orders/0190a6a0-0000-7000-8000-000000000001

Dome lamp (Clay, 36 cm): 149.00 €
Stoneware mug, 300 ml (Fog × 4): 96.00 €

Subtotal: 245.00 €
Delivery: Free
Total: 245.00 €
with 39.12 € VAT (19 %), paid with Visa ending 4242

Delivered to
Marlene Vogt
Kastanienallee 42
10119 Berlin
Germany

Changed your mind? You have 60 days to send it back.

Questions? Answer this mail; a person reads it.
Haldow GmbH, Berlin.
`,
  )
})

it('writes the order down in German, with discount, postage and a tax that is added', () => {
  const totals = {
    ...{ subtotal: eur(24_500), discount: eur(500), shipping: eur(490), shippingTax: eur(93), tax: eur(4_653) },
    ...{ taxIncluded: false, taxes: [{ percent: 19, amount: eur(4_653) }], total: eur(29_143) },
  }
  const { text, subject } = mailOf(someOrder({ language: 'de-AT', totals }))
  assert.equal(subject, 'Ihre Bestellung HD-20418 bei Haldow')
  const lines = text.replaceAll('\u00a0', ' ').split('\n')
  assert.equal(
    lines[2],
    'Ihre Bestellung HD-20418 ist bei uns. Sie sollte zwischen Dienstag, 24. und Donnerstag, 26. November bei Ihnen sein.',
  )
  assert.deepEqual(
    lines.slice(lines.indexOf('Zwischensumme: 245,00 €'), lines.indexOf('Zwischensumme: 245,00 €') + 6),
    [
      'Zwischensumme: 245,00 €',
      'Rabatt: −5,00 €',
      'Versand: 4,90 €',
      'MwSt. (19 %): 46,53 €',
      'Gesamt: 291,43 €',
      'bezahlt mit Visa, endet auf 4242',
    ],
  )
})

it('names both months when the delivery days lie in two, and one day when there is one', () => {
  const shipping = someOrder().shipping
  const between = mailOf(someOrder({ shipping: { ...shipping, arrivesFrom: '2026-11-30', arrivesTo: '2026-12-01' } }))
  const on = mailOf(someOrder({ shipping: { ...shipping, arrivesFrom: '2026-12-01', arrivesTo: '2026-12-01' } }))
  assert.match(between.text, /between Monday.30 November and Tuesday.1 December\./)
  assert.match(on.text, /with you on Tuesday.1 December\./)
})

it('escapes whatever a shopper or a catalogue wrote', () => {
  const hostile = '<img src=x onerror=alert(1)>"\'&'
  const order = someOrder()
  const lines = order.lines.map((line) => ({ ...line, title: hostile, variantTitle: '<%= it.total %>', note: hostile }))
  const shippingAddress = { ...order.shippingAddress, name: '<b>Eve</b>\r\nBcc: all@example.com', line1: hostile }
  const payment = { brand: '<b>Visa</b>', last4: '4242' }
  const number = 'HD-1\r\nBcc: all@example.com'
  const { html, text, subject } = mailOf(someOrder({ lines, shippingAddress, payment, number }))
  assert.equal(html.includes('<img src=x'), false)
  assert.equal(html.includes('<b>Eve'), false)
  assert.equal(
    html.split('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;').length - 1,
    7,
    'two titles, their alts, two notes, a street',
  )
  assert.equal(html.includes('paid with &lt;b&gt;Visa&lt;/b&gt; ending 4242'), true)
  assert.equal(html.includes('&lt;%= it.total %&gt; ×\u00a04'), true)
  assert.equal(text.includes(`${hostile} (<%= it.total %> ×\u00a04): 96.00\u00a0€`), true)
  assert.equal(subject, 'Your Haldow order HD-1 Bcc: all@example.com')
})

it('shows the shop’s own pictures at twice the size they are shown at, and no others', () => {
  const order = someOrder()
  const lines = order.lines.map((line, index) => ({
    ...line,
    picture: { alt: '', sizes: index === 0 ? line.picture!.sizes : [{ width: 200, url: 'javascript:alert(1)' }] },
  }))
  const { html } = mailOf(someOrder({ lines }))
  assert.deepEqual(
    [...html.matchAll(/<img src="([^"]*)"/g)].map(([, src]) => src),
    ['https://haldow.example/media/a-240.webp'],
  )
})

it('has a text for each picture: the catalogue’s, or else the title', () => {
  const order = someOrder()
  const [lamp, mug] = order.lines
  const picture = { ...lamp!.picture!, alt: 'A lamp of "clay"' }
  const { html } = mailOf(someOrder({ lines: [{ ...lamp!, picture }, mug!] }))
  assert.deepEqual(
    [...html.matchAll(/alt="([^"]*)"/g)].map(([, alt]) => alt),
    ['A lamp of &quot;clay&quot;', 'Stoneware mug, 300 ml'],
  )
})

it('is whole in both languages: no sentence is missing, and none has a gap', () => {
  for (const language of ['en', 'de']) {
    const totals = { ...someOrder().totals, discount: eur(500), shipping: eur(490) }
    const { html, text, subject } = mailOf(someOrder({ language, totals }))
    for (const part of [html.replace(/<style>.*<\/style>/s, ''), text, subject])
      assert.doesNotMatch(part, /[{}]|<%|%>|undefined|null|\[object/)
    assert.match(html, new RegExp(`<html lang="${language}">`))
  }
})
