import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { envelope, event, type Envelope } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Bus, Deliver } from './bus/bus.ts'
import { memoryBus } from './bus/memory.ts'
import { consumer, type Consumer } from './consumer.ts'
import { openDatabase, type Database } from './database.ts'
import { consume } from './inbox.ts'
import { migrateService } from './migrations.ts'
import { logger, metrics } from './telemetry.ts'

const log = logger('test', { LOG_LEVEL: 'silent' })
const Cup = Type.Object({ cup: Type.Integer() })
const teaBrewed = event({ name: 'tea.brewed', version: 1, summary: 'Tea', data: Cup })
const cupPoured = event({ name: 'cup.poured', version: 1, summary: 'A cup', data: Cup })
const NOON = new Date('2026-01-01T12:00:00Z')

interface Tables {
  effect: { event_id: string; cup: number }
}
type TeaConsumer = Consumer<Tables, typeof teaBrewed.spec.data>

const inStatement = consumer<Tables, typeof teaBrewed.spec.data>({
  name: 'on-tea-brewed',
  event: teaBrewed,
  inStatement: {
    columns: 'cup int',
    parts: `
      poured as (insert into effect (event_id, cup) select event_id, cup from given order by cup returning event_id),
      done as (select n from given join poured on poured.event_id = given.event_id::text)`,
    given: ({ data }) => (data.cup === 0 ? undefined : data),
    states: ({ key, data }) => [cupPoured(key, data, NOON)],
  },
})
const inTransaction = consumer<Tables, typeof teaBrewed.spec.data>({
  name: 'on-tea-brewed',
  event: teaBrewed,
  inTransaction: async ({ id, key, data }, tx, publish) => {
    await tx.insertInto('effect').values({ event_id: id, cup: data.cup }).execute()
    publish(cupPoured(key, data, NOON))
  },
})
const repeatable = (work: NonNullable<TeaConsumer['repeatable']>) =>
  consumer<Tables, typeof teaBrewed.spec.data>({ name: 'on-tea-brewed', event: teaBrewed, repeatable: work })

const brewed = (cup: number, key = `pot-${cup}`): Envelope => envelope(teaBrewed(key, { cup }, NOON), newId(), 'test')
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** A database in which what happened twice would show twice, and processes that hear events in it. */
async function kitchen(t: TestContext) {
  const url = await freshDatabase(t, 'inbox')
  const open = () => {
    const opened = openDatabase<Tables>(url, { service: 'kitchen', poolMax: 5, log })
    t.after(() => opened.close())
    return opened
  }
  const database = open()
  const folder = await mkdtemp(path.join(tmpdir(), 'inbox-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(
    path.join(folder, '0001_effect.sql'),
    'create table effect (event_id text, cup int check (cup < 1000))',
  )
  await migrateService(database.read, pathToFileURL(`${folder}/`))
  return {
    database,
    /** Another process of the service: answers how the bus hands a batch to it. */
    async process(tea: Consumer<Tables>): Promise<Deliver> {
      let deliver: Deliver | undefined
      const bus: Bus = { ...memoryBus(), subscribe: async (_group, _types, given) => void (deliver = given) }
      const loops = await consume('kitchen', [tea], { bus, database: open(), log, metrics: metrics('kitchen') })
      t.after(() => Promise.all(loops.map((running) => running.stop())))
      return deliver!
    },
  }
}

const cupsOf = async ({ read }: Database<Tables>) =>
  (await read.selectFrom('effect').select('cup').orderBy('cup').execute()).map(({ cup }) => cup)
const statedBy = async ({ read }: Database<Tables>) => {
  const { rows } = await sql<{ cup: number }>`
    select (envelope -> 'data' ->> 'cup')::int as cup from outbox order by 1`.execute(read)
  return rows.map(({ cup }) => cup)
}
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 20) {
    if (waited > 20_000) throw new Error('waited twenty seconds in vain')
    await pause(20)
  }
}

for (const [form, tea] of Object.entries({ inStatement, inTransaction })) {
  describe(`a consumer ${form}`, () => {
    it('has its effect and states its events once, when two processes get the same events twice at once', async (t) => {
      const { database, process } = await kitchen(t)
      const [one, two] = [await process(tea), await process(tea)]
      const batch = numbers(100).map((cup) => brewed(cup))
      await Promise.all([one([...batch, ...batch]), two(batch.toReversed()), one(batch), two(batch)])
      assert.deepEqual(await cupsOf(database), numbers(100))
      assert.deepEqual(await statedBy(database), numbers(100))
    })

    it('has its effect once, however often its connections die meanwhile', async (t) => {
      const { database, process } = await kitchen(t)
      const deliver = await process(tea)
      const batch = numbers(200).map((cup) => brewed(cup, `pot-${cup % 50}`))
      let isOver = false
      const killing = (async () => {
        for (let kills = 0; kills < 15 && !isOver; kills++) {
          await sql`
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'kitchen' and pid <> pg_backend_pid()`.execute(
            database.read,
          )
          await pause(15)
        }
      })()
      // A bus brings a batch again until its delivery ends well.
      await until(async () => {
        for (let begin = 0; begin < 200; begin += 40) {
          const isDelivered = await deliver(batch.slice(begin, begin + 40)).then(
            () => true,
            () => false,
          )
          if (!isDelivered) return false
        }
        return true
      })
      isOver = true
      await killing.catch(() => undefined)
      await until(async () => (await cupsOf(database)).length >= 200)
      assert.deepEqual(await cupsOf(database), numbers(200))
      assert.deepEqual(await statedBy(database), numbers(200))
    })

    it('parks only what the database refuses, without a trace of it', async (t) => {
      const { database, process } = await kitchen(t)
      const deliver = await process(tea)
      await deliver([1, 1000, 2].map((cup) => brewed(cup)))
      assert.deepEqual(
        [await cupsOf(database), await statedBy(database)],
        [
          [1, 2],
          [1, 2],
        ],
      )
      const { rows } = await sql`
        select key, (select count(*) from inbox where event_id = parked_event.event_id) as handled from parked_event`.execute(
        database.read,
      )
      assert.deepEqual(rows, [{ key: 'pot-1000', handled: 0 }])
    })
  })
}

describe('events of a batch', () => {
  it('of different keys are handled at the same time', async (t) => {
    const { process } = await kitchen(t)
    let begun = 0
    let all = () => {}
    const allBegun = new Promise<void>((resolve) => {
      all = resolve
    })
    const deliver = await process(
      repeatable(() => {
        begun += 1
        if (begun === 20) all()
        return allBegun
      }),
    )
    await deliver(numbers(20).map((cup) => brewed(cup)))
    assert.equal(begun, 20)
  })

  it('of one key are handled one after the other, in order', async (t) => {
    const { process } = await kitchen(t)
    const said: string[] = []
    const deliver = await process(
      repeatable(async ({ key, data }) => {
        said.push(`${key} ${data.cup} begins`)
        await pause(5)
        said.push(`${key} ${data.cup} ends`)
      }),
    )
    await deliver([brewed(1, 'pot'), brewed(7, 'jug'), brewed(2, 'pot'), brewed(3, 'pot')])
    assert.deepEqual(
      said.filter((line) => line.startsWith('pot')),
      ['pot 1 begins', 'pot 1 ends', 'pot 2 begins', 'pot 2 ends', 'pot 3 begins', 'pot 3 ends'],
    )
  })

  it('that wait behind a parked one are all handled soon after it, in order', async (t) => {
    const { process, database } = await kitchen(t)
    const handled: number[] = []
    let failures = 1
    const deliver = await process(
      repeatable(async ({ data }) => {
        if (data.cup === 1 && failures-- > 0) throw new Error('spilt')
        handled.push(data.cup)
      }),
    )
    await deliver(numbers(5).map((cup) => brewed(cup, 'pot')))
    await deliver([brewed(6, 'pot')])
    assert.deepEqual(handled, [])
    const began = Date.now()
    await until(async () => handled.length === 6)
    assert.deepEqual(handled, [1, 2, 3, 4, 5, 6])
    assert.ok(Date.now() - began < 4_000, 'the retry after one second brings those behind it along')
    const left = async () => (await sql`select from parked_event`.execute(database.read)).rows.length
    await until(async () => (await left()) === 0)
  })

  it('are only recorded when a statement has nothing to do about them', async (t) => {
    const { process, database } = await kitchen(t)
    const deliver = await process(inStatement)
    await deliver([brewed(0)])
    assert.deepEqual([await cupsOf(database), await statedBy(database)], [[], []])
    assert.equal((await sql`select from inbox`.execute(database.read)).rows.length, 1)
  })
})

it('refuses a consumer that says what it does in two ways', async (t) => {
  const { process } = await kitchen(t)
  const both = { ...inTransaction, repeatable: async () => undefined }
  await assert.rejects(process(both), /on-tea-brewed must say what it does in exactly one way/)
})
