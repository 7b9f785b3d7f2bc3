import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { it, type TestContext } from 'node:test'
import { logger, migrateService, openDatabase } from '@mallhive/chassis'
import { freshDatabase } from '@mallhive/testkit'
import { postgresDeliveries } from '../store/deliveries.ts'
import type { SandboxTables } from '../store/tables.ts'
import { deliverDue, signature } from './deliver.ts'

const START = new Date('2026-11-21T12:00:00Z')
const seconds = (count: number) => new Date(START.getTime() + count * 1000)

async function outbox(t: TestContext, bodies: readonly string[]) {
  const url = await freshDatabase(t, 'sandbox')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const database = openDatabase<SandboxTables>(url, { service: 'sandbox-provider', poolMax: 4, log })
  t.after(() => database.close())
  await migrateService(database.read, new URL('../../migrations/', import.meta.url))
  for (const [index, body] of bodies.entries()) {
    const event_id = `0190a6a0-0000-7000-8000-0000000000${String(index).padStart(2, '0')}`
    await database.read.insertInto('delivery').values({ event_id, body, due_at: START }).execute()
  }
  const left = async () => (await database.read.selectFrom('delivery').select('body').orderBy('seq').execute()).length
  return { deliveries: postgresDeliveries(database), left }
}

async function listener(t: TestContext, statuses: number[]) {
  const heard: { body: string; signed: string | undefined }[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push({ body, signed: request.headers['sandbox-signature'] as string | undefined })
      response.writeHead(statuses.shift() ?? 204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise((resolve) => server.close(resolve)))
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

it('signs the time and the body', () => {
  assert.equal(
    signature('{"a":1}', 'sixteen letters!', START),
    't=1795262400,v1=f3bfc336d334c98d00f4ccd93ccb24dc0ca218f0bf42cdffa34fc0fa13ae2500',
  )
})

it('tells again, later each time, until it is heard, and then no more', async (t) => {
  const { deliveries, left } = await outbox(t, ['one'])
  const { heard, url } = await listener(t, [500, 302])
  const at = (count: number) => deliverDue(deliveries, { url, secret: 'sixteen letters!', clock: () => seconds(count) })
  await at(0)
  await at(0.5)
  assert.equal(heard.length, 1)
  await at(1)
  await at(2)
  assert.equal(heard.length, 2)
  await at(3)
  assert.equal(await left(), 0)
  await at(100)
  assert.deepEqual(
    heard.map(({ body, signed }) => [body, signed?.slice(0, 12)]),
    [
      ['one', 't=1795262400'],
      ['one', 't=1795262401'],
      ['one', 't=1795262403'],
    ],
  )
})

it('tells each once when two processes deliver at the same time', async (t) => {
  const { deliveries, left } = await outbox(t, ['a', 'b', 'c', 'd', 'e'])
  const { heard, url } = await listener(t, [])
  const deliver = () => deliverDue(deliveries, { url, secret: 'sixteen letters!', clock: () => START })
  await Promise.all([deliver(), deliver(), deliver()])
  assert.deepEqual(heard.map(({ body }) => body).sort(), ['a', 'b', 'c', 'd', 'e'])
  assert.equal(await left(), 0)
})

it('sends many in one go, some at once, and sends again only those that were not heard', async (t) => {
  const bodies = Array.from({ length: 70 }, (_, index) => `body ${index}`)
  const { deliveries, left } = await outbox(t, bodies)
  const { heard, url } = await listener(t, [500, 204, 500])
  const at = (count: number) => deliverDue(deliveries, { url, secret: 'sixteen letters!', clock: () => seconds(count) })
  await at(0)
  assert.equal(await left(), 2)
  assert.deepEqual(await deliveries.nextDue(), seconds(1))
  await at(1)
  assert.deepEqual([await left(), await deliveries.nextDue()], [0, undefined])
  assert.equal(heard.length, 72)
  assert.deepEqual([...new Set(heard.map(({ body }) => body))].sort(), [...bodies].sort())
})
