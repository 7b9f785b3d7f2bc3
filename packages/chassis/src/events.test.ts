import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { envelope, event } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { memoryBus } from './bus/memory.ts'
import { openDatabase } from './database.ts'
import { consumer, type Consumer } from './consumer.ts'
import { consume } from './inbox.ts'
import type { Loop } from './loop.ts'
import { migrateService } from './migrations.ts'
import { relay } from './relay.ts'
import { logger, metrics } from './telemetry.ts'

const log = logger('test', { LOG_LEVEL: 'silent' })
const teaBrewed = event({ name: 'tea.brewed', version: 1, summary: 'Tea', data: Type.Object({ cup: Type.Integer() }) })
const NOON = new Date('2026-01-01T12:00:00Z')

interface Tables {
  effect: { event_id: string; cup: number }
}

async function kitchen(t: TestContext, consumers: readonly Consumer<Tables>[]) {
  const database = openDatabase<Tables>(await freshDatabase(t, 'events'), { service: 'kitchen', poolMax: 5, log })
  const folder = await mkdtemp(path.join(tmpdir(), 'events-'))
  await writeFile(
    path.join(folder, '0001_effect.sql'),
    'create table effect (event_id text not null, cup integer not null)',
  )
  await migrateService(database.read, pathToFileURL(`${folder}/`))
  const bus = memoryBus()
  const loops: Loop[] = await consume('kitchen', consumers, { bus, database, log, metrics: metrics('kitchen') })
  t.after(async () => {
    await bus.close()
    for (const running of loops) await running.stop()
    await database.close()
    await rm(folder, { recursive: true })
  })
  const cups = async () => (await database.read.selectFrom('effect').select('cup').execute()).map((row) => row.cup)
  return { database, bus, loops, cups }
}

const writesEffect = (work?: (cup: number) => void) =>
  consumer<Tables, typeof teaBrewed.spec.data>({
    name: 'on-tea-brewed',
    event: teaBrewed,
    inTransaction: async ({ id, data }, tx) => {
      await tx.insertInto('effect').values({ event_id: id, cup: data.cup }).execute()
      work?.(data.cup)
    },
  })

const brewed = (cup: number, key = 'pot') => envelope(teaBrewed(key, { cup }, NOON), newId(), 'test')

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 20) {
    if (waited > 15_000) throw new Error('waited fifteen seconds in vain')
    await pause(20)
  }
}

describe('events between services', () => {
  it('have their effect once, however often they are delivered', async (t) => {
    const { bus, cups } = await kitchen(t, [writesEffect()])
    const [one, two] = [brewed(1), brewed(2)]
    await bus.publish([one, one, two])
    await bus.publish([two, one])
    await until(async () => (await cups()).length >= 2)
    await pause(50)
    assert.deepEqual(await cups(), [1, 2])
  })

  it('leave no effect of a handling that failed, are tried again, and let other keys pass meanwhile', async (t) => {
    let failures = 1
    const fails = (cup: number) => {
      if (cup === 1 && failures-- > 0) throw new Error('spilt')
    }
    const { bus, cups } = await kitchen(t, [writesEffect(fails)])
    await bus.publish([brewed(1, 'pot'), brewed(2, 'pot'), brewed(3, 'jug')])
    await until(async () => (await cups()).length >= 1)
    assert.deepEqual(await cups(), [3], 'the pot waits, the jug does not')
    await until(async () => (await cups()).length >= 3)
    assert.deepEqual(await cups(), [3, 1, 2], 'and the pot keeps its order')
  })

  it('that do not fit their description are parked, not lost', async (t) => {
    const { bus, database, cups } = await kitchen(t, [writesEffect()])
    await bus.publish([{ ...brewed(1), data: { cup: 'many' } }])
    const parked = () => database.read.selectFrom('parked_event').select(['consumer', 'error']).execute()
    await until(async () => (await parked()).length > 0)
    assert.deepEqual(await parked(), [
      { consumer: 'on-tea-brewed', error: 'TypeError: tea.brewed.v1 does not fit its description' },
    ])
    assert.deepEqual(await cups(), [])
  })

  it('reach the bus if and only if their transaction commits, in the order they were stated', async (t) => {
    const { database, bus } = await kitchen(t, [])
    const heard: number[] = []
    await bus.subscribe(
      'listener',
      [teaBrewed.type],
      async (batch) => void heard.push(...batch.map((each) => (each.data as { cup: number }).cup)),
    )
    const moving = relay(database, bus, log, metrics('kitchen'))
    t.after(() => moving.stop())
    const rolledBack = database.transaction(async (_tx, publish) => {
      publish(teaBrewed('pot', { cup: 99 }, NOON))
      throw new Error('no')
    })
    await assert.rejects(rolledBack, /no/)
    for (const cup of [1, 2, 3]) {
      await database.transaction(async (_tx, publish) =>
        publish(teaBrewed('pot', { cup }, NOON), teaBrewed('pot', { cup: cup * 10 }, NOON)),
      )
    }
    await until(async () => heard.length >= 6)
    assert.deepEqual(heard, [1, 10, 2, 20, 3, 30])
    await until(async () => (await sql`select 1 from outbox`.execute(database.read)).rows.length === 0)
  })

  it('wait in the outbox while the bus is away', async (t) => {
    const { database, bus } = await kitchen(t, [])
    let away = true
    const heard: unknown[] = []
    const moody = {
      ...bus,
      publish: async (...given: Parameters<typeof bus.publish>) =>
        away ? Promise.reject(new Error('away')) : bus.publish(...given),
    }
    await bus.subscribe('listener', [teaBrewed.type], async (batch) => void heard.push(...batch))
    const moving = relay(database, moody, log, metrics('kitchen'))
    t.after(() => moving.stop())
    await database.transaction(async (_tx, publish) => publish(teaBrewed('pot', { cup: 1 }, NOON)))
    await pause(50)
    assert.equal(heard.length, 0)
    away = false
    moving.poke()
    await until(async () => heard.length === 1)
  })
})
