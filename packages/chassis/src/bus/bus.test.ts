import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { freshDatabase, wire } from '@mallhive/testkit'
import pg from 'pg'
import { logger } from '../telemetry.ts'
import { busContract } from './bus.contract.ts'
import { memoryBus } from './memory.ts'
import { postgresBus } from './postgres.ts'

const quiet = logger('bus', { LOG_LEVEL: 'silent' })

busContract('memory', async (t) => {
  const bus = memoryBus()
  t.after(() => bus.close())
  return { bus, another: async () => bus }
})

busContract('postgres', async (t) => {
  const url = await freshDatabase(t, 'bus')
  const open = async () => {
    const bus = await postgresBus(url, quiet)
    t.after(() => bus.close())
    return bus
  }
  return { bus: await open(), another: open }
})

it('skips no event of a transaction that commits late (postgres)', async (t) => {
  const url = await freshDatabase(t, 'bus')
  const bus = await postgresBus(url, quiet)
  t.after(() => bus.close())
  const seen: unknown[] = []
  await bus.subscribe('group', ['x.v1'], async (batch) => void seen.push(...batch.map((envelope) => envelope.data)))

  const put = (client: pg.Client, data: string) =>
    client.query(
      `with stored as (insert into message (type, envelope) values ('x.v1', $1)) select pg_notify('bus', 'x.v1')`,
      [{ id: newId(), type: 'x.v1', subject: 's', data }],
    )
  const [slow, quick] = [new pg.Client(url), new pg.Client(url)]
  await Promise.all([slow.connect(), quick.connect()])
  await slow.query('begin')
  await put(slow, 'first begun, last committed')
  await put(quick, 'committed at once')
  await pause(100)
  assert.deepEqual(seen, [], 'nothing may be read past an open transaction')
  await slow.query('commit')
  await Promise.all([slow.end(), quick.end()])
  for (let waited = 0; seen.length < 2 && waited < 5_000; waited += 20) await pause(20)
  assert.deepEqual(seen, ['first begun, last committed', 'committed at once'])
})

it('brings soon what an older transaction hid, though its bell rang while the reader was busy (postgres)', async (t) => {
  const url = await freshDatabase(t, 'bus')
  const bus = await postgresBus(url, quiet)
  t.after(() => bus.close())
  const seen: unknown[] = []
  const free = Promise.withResolvers<void>()
  await bus.subscribe('group', ['x.v1'], async (batch) => {
    seen.push(...batch.map(({ data }) => data))
    await free.promise
  })
  await bus.publish([event(1)])
  while (seen.length < 1) await pause(5)
  await bus.publish([event(2)])
  const older = new pg.Client(url)
  await older.connect()
  await older.query('begin')
  await older.query('select pg_current_xact_id()')
  await bus.publish([event(3)])
  free.resolve()
  while (seen.length < 2) await pause(5)
  await pause(100)
  assert.deepEqual(seen, [1, 2])
  await older.query('commit')
  await older.end()
  for (let waited = 0; seen.length < 3 && waited < 1_000; waited += 20) await pause(20)
  assert.deepEqual(seen, [1, 2, 3])
})

it('takes the groups of a member that died at once, though its lease has not run out (postgres)', async (t) => {
  const url = await freshDatabase(t, 'bus')
  const bus = await postgresBus(url, quiet)
  t.after(() => bus.close())
  const client = new pg.Client(url)
  await client.connect()
  await client.query(
    `insert into subscription (name, holder, held_until) values ('group', gen_random_uuid(), now() + interval '1 hour')`,
  )
  await client.end()
  let seen = 0
  await bus.subscribe('group', ['x.v1'], async (batch) => void (seen += batch.length))
  await bus.publish([event(1)])
  for (let waited = 0; seen < 1 && waited < 1_000; waited += 20) await pause(20)
  assert.equal(seen, 1)
})

it('leaves a group to the member that lives, whatever its connections are called (postgres)', async (t) => {
  const url = `${await freshDatabase(t, 'bus')}?application_name=by-another-name`
  const [first, second] = [await postgresBus(url, quiet), await postgresBus(url, quiet)]
  t.after(() => Promise.all([first.close(), second.close()]))
  const seen = { first: 0, second: 0 }
  await first.subscribe('group', ['x.v1'], async (batch) => void (seen.first += batch.length))
  await first.publish([event(0)])
  while (seen.first < 1) await pause(5)
  await second.subscribe('group', ['x.v1'], async (batch) => void (seen.second += batch.length))
  await pause(100)
  await first.publish([event(1)])
  while (seen.first + seen.second < 2) await pause(5)
  assert.deepEqual(seen, { first: 2, second: 0 })
})

it('delivers nothing again after it was closed in order (postgres)', async (t) => {
  const url = await freshDatabase(t, 'bus')
  const seen: unknown[] = []
  for (const number of [1, 2]) {
    const bus = await postgresBus(url, quiet)
    await bus.subscribe('group', ['x.v1'], async (batch) => void seen.push(...batch.map(({ data }) => data)))
    await bus.publish([event(number)])
    for (let waited = 0; seen.length < number && waited < 1_000; waited += 5) await pause(5)
    await bus.close()
  }
  assert.deepEqual(seen, [1, 2])
})

it('hears again of what is published, soon after all its connections have fallen silent (postgres)', async (t) => {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings) await close()
  })
  const later = { after: (close: unknown) => void closings.unshift(close as () => unknown) }
  const url = await freshDatabase(later, 'bus')
  const cable = await wire(later, url)
  const [deaf, sound] = [await postgresBus(cable.through(url), quiet), await postgresBus(url, quiet)]
  later.after(() => Promise.all([deaf.close(), sound.close()]))
  const seen: unknown[] = []
  await deaf.subscribe('group', ['x.v1'], async (batch) => void seen.push(...batch.map(({ data }) => data)))
  await sound.publish([event(1)])
  while (seen.length < 1) await pause(20)

  cable.forget()
  const client = new pg.Client(url)
  await client.connect()
  while ((await bells(client)).length < 3) await pause(100)
  await client.end()
  await sound.publish([event(2)])
  const publishedAt = performance.now()
  while (seen.length < 2) await pause(20)
  assert.deepEqual(seen, [1, 2])
  // The reader itself may be waiting for an answer when the bell rings again: it is given up in its own time.
  assert.ok(performance.now() - publishedAt < 20_000)
})

it('leaves no connection behind when it is closed while its bell is away (postgres)', async (t) => {
  const url = await freshDatabase(t, 'bus')
  const bus = await postgresBus(url, quiet)
  const client = new pg.Client(url)
  await client.connect()
  await client.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [await bells(client)])
  while ((await bells(client)).length > 0) await pause(20)
  await bus.close()
  // Longer than the bell waits before it comes back.
  await pause(800)
  assert.deepEqual(await bells(client), [])
  await client.end()
})

async function bells(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name like 'bus-%' and datname = current_database()`,
  )
  return rows.map(({ pid }) => pid)
}

const event = (data: number): Envelope => ({
  ...{ specversion: '1.0', id: newId(), source: 'test', type: 'x.v1', subject: 's' },
  ...{ time: '2026-01-01T00:00:00.000Z', datacontenttype: 'application/json', data },
})
