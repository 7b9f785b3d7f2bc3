import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { it } from 'node:test'
import { orderCancelled } from '@mallhive/order-service/contract'
import { startInbox } from '@mallhive/testkit'
import { confirmed, eur, messagesThat, someOrder, startPost } from '../tests/orders.ts'

const allSent = (count: number) => (states: readonly string[]) =>
  states.length === count && states.every((state) => state === 'sent')

it('sends one mail for an order that is confirmed a hundred times', async (t) => {
  const inbox = await startInbox(t)
  const post = await startPost(t, { SMTP_URL: inbox.url })
  const order = someOrder()
  const other = someOrder({ number: 'HD-20419', language: 'de' })
  await post.say(...Array.from({ length: 100 }, () => confirmed(order)))
  await post.say(confirmed(other))
  const messages = await messagesThat(post, allSent(2))
  assert.deepEqual(
    messages.map(({ subject, attempts }) => [subject, attempts]),
    [
      ['Ihre Bestellung HD-20419 bei Haldow', 1],
      ['Your Haldow order HD-20418', 1],
    ],
  )
  assert.deepEqual(
    inbox
      .messages()
      .map(({ subject }) => subject)
      .sort(),
    ['Ihre Bestellung HD-20419 bei Haldow', 'Your Haldow order HD-20418'],
  )
  const mail = inbox.messages().find(({ subject }) => subject === 'Your Haldow order HD-20418')!
  assert.deepEqual(mail.to, ['marlene@example.com'])
  assert.equal(mail.from, 'shop@mall.example')
  assert.match(mail.headers.get('message-id') ?? '', /^<[0-9a-f-]{36}@mall\.example>$/)
})

it('gives up a mail whose address the server refuses, and says why', async (t) => {
  const inbox = await startInbox(t)
  const post = await startPost(t, { SMTP_URL: inbox.url })
  await post.say(confirmed(someOrder({ email: 'bounce@example.com' })))
  const [message] = await messagesThat(post, (states) => states[0] === 'failed')
  assert.equal(message?.attempts, 1)
  assert.match(message?.lastError ?? '', /550/)
  assert.deepEqual(inbox.messages(), [])
})

it('tries again while the mail server is away', async (t) => {
  const away = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => away.listen(0, '127.0.0.1', resolve))
  const { port } = away.address() as AddressInfo
  const post = await startPost(t, { SMTP_URL: `smtp://127.0.0.1:${port}` })
  await post.say(confirmed(someOrder()))
  for (;;) {
    const [message] = await messagesThat(post, (states) => states[0] === 'queued')
    if (message?.lastError !== undefined) break
  }
  await new Promise((resolve) => away.close(resolve))
  const inbox = await startInbox(t, port)
  const [message] = await messagesThat(post, allSent(1))
  assert.equal(message!.attempts > 1, true)
  assert.equal(inbox.messages().length, 1)
})

it('tells of a cancelled order once, and of one that was never confirmed not at all', async (t) => {
  const inbox = await startInbox(t)
  const post = await startPost(t, { SMTP_URL: inbox.url })
  const { id: orderId, ownerId } = someOrder()
  const facts = {
    orderId,
    ownerId,
    total: eur(24_500),
    lines: [],
    by: ownerId,
    email: 'marlene@example.com',
    language: 'en',
  }
  const never = someOrder().id
  const cancelled = orderCancelled(orderId, { ...facts, number: 'HD-20418' }, new Date())
  await post.say(orderCancelled(never, { ...facts, orderId: never }, new Date()), cancelled, cancelled)
  await messagesThat(post, allSent(1))
  const [mail, ...more] = inbox.messages()
  assert.deepEqual(more, [])
  assert.equal(mail?.subject, 'Your Haldow order HD-20418 is cancelled')
  assert.match(mail?.text ?? '', /Your order HD-20418 of 245\.00.€ is cancelled\./)
})

it('sends at once what is queued, not when it next looks', async (t) => {
  const inbox = await startInbox(t)
  const post = await startPost(t, { SMTP_URL: inbox.url, SEND_EVERY_MS: '600000' })
  await post.say(confirmed(someOrder()))
  assert.equal((await inbox.received(1)).length, 1)
  await post.say(confirmed(someOrder({ number: 'HD-20419' })))
  assert.equal((await inbox.received(2)).length, 2)
})

it('lets no name, title or number write a header or a tag', async (t) => {
  const inbox = await startInbox(t)
  const post = await startPost(t, { SMTP_URL: inbox.url })
  const hostile = '"><script>alert(1)</script>\r\nBcc: eve@example.com\r\n\r\n'
  const order = someOrder({ number: `HD-1${hostile}` })
  const lines = order.lines.map((line) => ({ ...line, title: hostile, variantTitle: hostile, note: hostile }))
  const shippingAddress = { ...order.shippingAddress, name: hostile, company: hostile, line1: hostile }
  await post.say(confirmed({ ...order, lines, shippingAddress }))
  const [mail] = await inbox.received(1)
  assert.equal(mail?.subject, 'Your Haldow order HD-1"><script>alert(1)</script> Bcc: eve@example.com')
  assert.deepEqual([mail?.to, mail?.headers.get('bcc')], [['marlene@example.com'], undefined])
  assert.doesNotMatch(mail?.html ?? '', /<script/)
  assert.match(mail?.html ?? '', /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
  assert.doesNotMatch(mail?.text ?? '', /^Bcc:/m)
})

it('shows its messages to admins page by page, newest first, and to nobody else', async (t) => {
  const inbox = await startInbox(t)
  const post = await startPost(t, { SMTP_URL: inbox.url })
  const orders = ['HD-1', 'HD-2', 'HD-3'].map((number) => someOrder({ number }))
  for (const [index, order] of orders.entries()) {
    await post.say(confirmed(order))
    await messagesThat(post, allSent(index + 1))
  }
  const first = await post.api.listMessages({ query: { limit: 2 } })
  assert.equal(first.status, 200)
  const { nextCursor = '' } = first.body
  const second = await post.api.listMessages({ query: { limit: 2, cursor: nextCursor } })
  assert.equal(second.status, 200)
  assert.deepEqual(
    [...first.body.items, ...second.body.items].map(({ subject }) => subject),
    ['Your Haldow order HD-3', 'Your Haldow order HD-2', 'Your Haldow order HD-1'],
  )
  assert.equal(second.body.nextCursor, undefined)

  const key = `order-confirmation:${orders[1]!.id}`
  const found = await post.api.listMessages({ query: { key } })
  assert.equal(found.status, 200)
  const [message] = found.body.items
  assert.deepEqual(await post.api.getMessage({ params: { messageId: message!.id } }), { status: 200, body: message })
  assert.deepEqual(message, {
    ...{ id: message!.id, key, template: 'order-confirmation', to: 'marlene@example.com' },
    ...{ subject: 'Your Haldow order HD-2', state: 'sent', attempts: 1 },
    ...{ createdAt: message!.createdAt, sentAt: message!.sentAt },
  })
  assert.equal((await post.api.listMessages({ query: { cursor: 'nonsense' } })).status, 400)
  assert.equal((await post.api.getMessage({ params: { messageId: orders[0]!.id } })).status, 404)
  assert.equal((await fetch(`${post.url}/v1/messages`)).status, 401)
})
