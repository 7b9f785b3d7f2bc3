import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startInbox } from '@mallhive/testkit'
import { setback, smtp } from './smtp.ts'

const from = { name: 'Haldow\r\nBcc: eve@example.com', address: 'shop@haldow.example' }
const mail = {
  id: '0190a6a0-0000-7000-8000-000000000001',
  to: 'ann@example.com',
  subject: 'Grüße\r\nBcc: eve@example.com',
  text: 'danke',
  html: '<p>danke</p>',
  at: new Date('2026-11-21T10:00:00Z'),
}

it('sends both forms under a Message-ID that is the same each time, to one address only', async (t) => {
  const inbox = await startInbox(t)
  const transport = smtp(inbox.url, from)
  t.after(() => transport.close())
  assert.deepEqual(await transport.send(mail), { kind: 'sent' })
  assert.deepEqual(await transport.send(mail), { kind: 'sent' })
  for (const received of inbox.messages()) {
    assert.deepEqual([received.from, received.to], ['shop@haldow.example', ['ann@example.com']])
    assert.deepEqual([received.text.trim(), received.html.trim()], ['danke', '<p>danke</p>'])
    assert.equal(received.headers.get('message-id'), '<0190a6a0-0000-7000-8000-000000000001@haldow.example>')
    assert.equal(received.headers.get('bcc'), undefined, 'a line break in a subject or a name begins no header')
    assert.equal(received.headers.get('auto-submitted'), 'auto-generated')
  }
  assert.equal(inbox.messages().length, 2)
})

it('makes no second recipient of an address that looks like two', async (t) => {
  const inbox = await startInbox(t)
  const transport = smtp(inbox.url, from)
  t.after(() => transport.close())
  await transport.send({ ...mail, to: 'ann@example.com, eve@example.com' })
  assert.deepEqual(
    inbox
      .messages()
      .flatMap(({ to }) => to)
      .filter((address) => address === 'eve@example.com'),
    [],
  )
})

it('gives up what is refused for good, and only that', () => {
  const failed = { message: 'the words of the server', code: 'EENVELOPE' }
  assert.deepEqual(setback({ ...failed, responseCode: 550, command: 'RCPT TO' }), {
    kind: 'refused',
    reason: 'the mail server answered 550',
    detail: 'the words of the server',
  })
  const kinds = (failures: Parameters<typeof setback>[0][]) => failures.map((failure) => setback(failure).kind)
  assert.deepEqual(
    kinds([
      { ...failed, responseCode: 554, command: 'DATA' },
      { ...failed, responseCode: 451, command: 'RCPT TO' },
      { ...failed, responseCode: 553, command: 'MAIL FROM' },
      { ...failed, code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' },
      { ...failed, code: 'ECONNECTION', command: 'CONN' },
      { ...failed, command: 'API' },
    ]),
    ['refused', 'later', 'later', 'later', 'later', 'refused'],
  )
})
