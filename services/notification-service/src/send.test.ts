import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { logger, migrateService, openDatabase, type Database } from '@mallhive/chassis'
import { freshDatabase, startInbox } from '@mallhive/testkit'
import { sendDue, type Sending } from './send.ts'
import { postgresMessages, type MessageRow } from './store/messages.ts'
import { queueInput, queueMessage } from './store/queue-message.ts'
import type { NotificationTables } from './store/tables.ts'
import { smtp } from './transport/smtp.ts'
import type { Mail, Sent, Transport } from './transport/transport.ts'

const log = logger('notification-service', { LOG_LEVEL: 'silent' })
const START = new Date('2026-11-21T10:00:00Z')
const secondsLater = (seconds: number) => new Date(START.getTime() + seconds * 1000)

async function database(t: TestContext): Promise<() => Database<NotificationTables>> {
  const url = await freshDatabase(t, 'sending')
  const open = () => {
    const opened = openDatabase<NotificationTables>(url, { service: 'notification-service', poolMax: 6, log })
    t.after(() => opened.close())
    return opened
  }
  await migrateService(open().read, new URL('../migrations/', import.meta.url))
  return open
}

async function put(into: Database<NotificationTables>, key: string, at = START): Promise<void> {
  const data = { language: 'en', shop: { name: 'Haldow', imprint: '' }, number: key, total: '1.00 €', orderUrl: 'x' }
  const template = 'order-cancellation' as const
  const message = { key, template, to: `${key}@example.com`, language: 'en', data, subject: key }
  await into.batched<object, object>(queueMessage)(queueInput(message, at))
}

/** A transport that answers as it is told, and remembers what it was given. */
function told(answer: (mail: Mail) => Sent): Transport & { readonly mails: Mail[] } {
  const mails: Mail[] = []
  return {
    atOnce: 5,
    leaseSeconds: 600,
    mails,
    send: async (mail) => {
      mails.push(mail)
      return answer(mail)
    },
    close: async () => {},
  }
}
const LATER: Sent = { kind: 'later', reason: 'the mail server was not reached (EX)', detail: 'no <a@example.com>' }

const standing = async (from: Database<NotificationTables>) => {
  const rows: MessageRow[] = await from.read.selectFrom('message').selectAll().orderBy('key').execute()
  return rows.map(({ key, state, attempts, last_error }) => ({ key, state, attempts, last_error }))
}

async function drain(sending: Sending): Promise<void> {
  while ((await sendDue(sending)) === 0);
}

it('sends each message once when two senders are at work', async (t) => {
  const open = await database(t)
  const inbox = await startInbox(t)
  const first = open()
  const keys = Array.from({ length: 40 }, (_, index) => `m${index}`)
  for (const key of keys) await put(first, key)
  const senders = [first, open()].map((from) => {
    const transport = smtp(inbox.url, { name: 'Haldow', address: 'shop@haldow.example' })
    t.after(() => transport.close())
    return { messages: postgresMessages(from), transport, clock: () => START, log }
  })
  await Promise.all(senders.map(drain))
  const received = inbox.messages().flatMap(({ to }) => to)
  assert.deepEqual(received.sort(), keys.map((key) => `${key}@example.com`).sort())
  assert.equal((await standing(first)).filter(({ state }) => state === 'sent').length, 40)
})

it('leaves a message of a sender that died to another one, once its lease is over', async (t) => {
  const db = (await database(t))()
  await put(db, 'm')
  const messages = postgresMessages(db)
  assert.equal((await messages.claim(START, 5, 600)).messages.length, 1)
  const transport = told(() => ({ kind: 'sent' }))
  const waitMs = await sendDue({ messages, transport, clock: () => secondsLater(599), log })
  assert.deepEqual([transport.mails.length, waitMs], [0, 1_000], 'it looks again when the lease is over')
  await sendDue({ messages, transport, clock: () => secondsLater(600), log })
  assert.deepEqual(await standing(db), [{ key: 'm', state: 'sent', attempts: 2, last_error: null }])
})

it('hears no setback from a sender whose lease is over', async (t) => {
  const db = (await database(t))()
  await put(db, 'm')
  const messages = postgresMessages(db)
  const [stale] = (await messages.claim(START, 5, 10)).messages
  await messages.claim(secondsLater(10), 5, 600)
  await messages.failed(stale!, { reason: 'late', detail: 'late' }, secondsLater(11))
  await messages.later(stale!, { reason: 'late', detail: 'late' }, secondsLater(11))
  assert.deepEqual(await standing(db), [{ key: 'm', state: 'queued', attempts: 2, last_error: null }])
})

it('waits twice as long after each setback, then sends', async (t) => {
  const db = (await database(t))()
  await put(db, 'm')
  const messages = postgresMessages(db)
  const away = told(() => LATER)
  const tries: number[] = []
  for (let second = 0; second <= 14; second++) {
    await sendDue({ messages, transport: away, clock: () => secondsLater(second), log })
    if (away.mails.length > tries.length) tries.push(second)
  }
  assert.deepEqual(tries, [0, 2, 6, 14])
  assert.deepEqual(await standing(db), [{ key: 'm', state: 'queued', attempts: 4, last_error: LATER.detail }])
  await sendDue({ messages, transport: told(() => ({ kind: 'sent' })), clock: () => secondsLater(30), log })
  assert.deepEqual(await standing(db), [{ key: 'm', state: 'sent', attempts: 5, last_error: null }])
})

it('gives up after three days, and says so without naming anybody', async (t) => {
  const db = (await database(t))()
  await put(db, 'm')
  const messages = postgresMessages(db)
  const transport = told(() => LATER)
  let now = START
  for (let hour = 0; hour < 100; hour++) {
    await sendDue({ messages, transport, clock: () => now, log })
    now = new Date(now.getTime() + 3_600_000)
  }
  assert.deepEqual(await standing(db), [{ key: 'm', state: 'failed', attempts: 80, last_error: LATER.detail }])
  const outbox = await db.read.selectFrom('outbox').select('envelope').execute()
  assert.deepEqual(
    outbox.map(({ envelope }) => {
      const { type, data } = envelope as { type: string; data: { reason: string; key: string } }
      return [type, data.key, data.reason]
    }),
    [['notification.failed.v1', 'm', 'the mail server was not reached (EX)']],
  )
})

it('sends the others when one message cannot be written', async (t) => {
  const db = (await database(t))()
  await put(db, 'broken')
  await put(db, 'm')
  await db.read.updateTable('message').set({ data: {} }).where('key', '=', 'broken').execute()
  const transport = told(() => ({ kind: 'sent' }))
  await sendDue({ messages: postgresMessages(db), transport, clock: () => START, log })
  assert.deepEqual(
    (await standing(db)).map(({ key, state }) => [key, state]),
    [
      ['broken', 'queued'],
      ['m', 'sent'],
    ],
  )
})

it('notes what was sent, and states it, once, when it is noted twice at once', async (t) => {
  const open = await database(t)
  const db = open()
  for (const key of ['a', 'b']) await put(db, key)
  const { messages } = await postgresMessages(db).claim(START, 5, 600)
  const [one, two] = [postgresMessages(db), postgresMessages(open())]
  await Promise.all(
    [one, two].flatMap(({ sent }) => messages.flatMap((each) => [sent(each, START), sent(each, START)])),
  )
  assert.deepEqual(
    (await standing(db)).map(({ key, state }) => [key, state]),
    [
      ['a', 'sent'],
      ['b', 'sent'],
    ],
  )
  const outbox = await db.read.selectFrom('outbox').select('envelope').execute()
  const keys = outbox.map(({ envelope }) => (envelope as { data: { key: string } }).data.key)
  assert.deepEqual(keys.sort(), ['a', 'b'])
})

it('forgets the facts of old messages, but not that they were sent', async (t) => {
  const db = (await database(t))()
  await put(db, 'old')
  await put(db, 'waiting')
  const messages = postgresMessages(db)
  const transport = told(({ subject }) => (subject === 'old' ? { kind: 'sent' } : LATER))
  await sendDue({ messages, transport, clock: () => START, log })
  await messages.sweep(secondsLater(30 * 86_400))
  const held = () => db.read.selectFrom('message').select(['key', 'data']).orderBy('key').execute()
  assert.deepEqual(
    (await held()).map(({ data }) => data !== null),
    [true, true],
  )
  await messages.sweep(secondsLater(30 * 86_400 + 1))
  assert.deepEqual(
    (await held()).map(({ key, data }) => [key, data !== null]),
    [
      ['old', false],
      ['waiting', true],
    ],
  )
  await put(db, 'old', secondsLater(31 * 86_400))
  assert.equal((await standing(db)).find(({ key }) => key === 'old')?.state, 'sent')
})
