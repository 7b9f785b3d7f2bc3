import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { orderCancelled } from '@mallhive/order-service/contract'
import { startInbox } from '@mallhive/testkit'
import { confirmed, eur, messagesThat, someOrder, startPost } from '../tests/orders.ts'

const allSent = (count: number) => (states: readonly string[]) =>
  states.length === count && states.every((state) => state === 'sent')

async function boxFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mailbox-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}

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

it('keeps mails in the mail box without a mail server, and shows them', async (t) => {
  const folder = await boxFolder(t)
  const post = await startPost(t, { MAILBOX_DIR: folder })
  const order = someOrder()
  await post.say(confirmed(order), confirmed(order))
  await messagesThat(post, allSent(1))
  const [file, ...more] = await readdir(folder)
  assert.deepEqual(more, [])
  const name = file!.replace('.eml', '')

  const page = async (query: string) => {
    const response = await fetch(`${post.url}/mailbox${query}`)
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      policy: response.headers.get('content-security-policy') ?? '',
      text: await response.text(),
    }
  }
  const list = await page('')
  assert.equal(list.status, 200)
  assert.match(list.text, new RegExp(`<a href="/mailbox/${name}">Your Haldow order HD-20418</a>`))
  assert.match(
    (await page(`/${name}`)).text,
    new RegExp(`<iframe title="The mail" src="/mailbox/${name}\\?part=html" sandbox=`),
  )
  const html = await page(`/${name}?part=html`)
  assert.match(html.policy, /sandbox allow-popups/)
  assert.match(html.text, /<h1[^>]*>Thank you, Marlene<\/h1>/)
  const text = await page(`/${name}?part=text`)
  assert.equal(text.type, 'text/plain; charset=utf-8')
  assert.match(text.text, /^Thank you, Marlene\n/)
  assert.match((await page(`/${name}?part=raw`)).text, /^Message-ID: /im)
  assert.equal((await page('/no-such-mail')).status, 404)
  assert.equal((await page('/..%2Fsecret')).status, 400)
})

it('has no mail box when mails are sent', async (t) => {
  const inbox = await startInbox(t)
  const post = await startPost(t, { SMTP_URL: inbox.url, MAILBOX_DIR: await boxFolder(t) })
  assert.equal((await fetch(`${post.url}/mailbox`)).status, 404)
  assert.equal((await fetch(`${post.url}/mailbox/some-mail`)).status, 404)
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
