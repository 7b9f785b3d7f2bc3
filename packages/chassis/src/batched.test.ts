import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { event } from '@mallhive/contract'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { batched } from './batched.ts'
import { openDatabase } from './database.ts'
import { Unavailable } from './failures.ts'
import { migrate } from './migrations.ts'
import { logger } from './telemetry.ts'

describe('calls that travel together', () => {
  it('share one run, and get each its own answer', async () => {
    const runs: number[][] = []
    const double = batched<number, number>(async (inputs) => {
      runs.push([...inputs])
      return inputs.map((input) => input * 2)
    })
    assert.deepEqual(await Promise.all([1, 2, 3].map(double)), [2, 4, 6])
    assert.deepEqual(runs, [[1, 2, 3]])
  })

  it('of one key go one after the other, in their order', async () => {
    const runs: string[][] = []
    const say = batched<string, string>(
      async (inputs) => {
        runs.push([...inputs])
        return inputs
      },
      { key: (input) => input[0]! },
    )
    await Promise.all(['a1', 'a2', 'b1', 'a3', 'b2'].map(say))
    assert.deepEqual(runs, [['a1', 'b1'], ['a2', 'b2'], ['a3']])
  })

  it('fail alone when their own input is bad, and all at once when the other side is away', async () => {
    const strict = batched<number, number>(async (inputs) => {
      if (inputs.includes(13)) throw new RangeError('13')
      return inputs
    })
    const outcomes = await Promise.allSettled([1, 13, 2].map(strict))
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    let runs = 0
    const away = batched<number, number>(async () => {
      runs += 1
      throw new Unavailable('away')
    })
    await Promise.allSettled([1, 2, 3].map(away))
    assert.equal(runs, 1)
  })

  it('are refused when too many wait', async () => {
    const slow = batched<number, number>(async (inputs) => inputs, { waitingMax: 2 })
    const outcomes = await Promise.allSettled([1, 2, 3].map(slow))
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.constructor : outcome.value)),
      [1, 2, Unavailable],
    )
  })
})

const poured = event({ name: 'cup.poured', version: 1, summary: 'Tea', data: Type.Object({ size: Type.Integer() }) })

async function cups(t: TestContext) {
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const database = openDatabase(await freshDatabase(t, 'batched'), { service: 'kitchen', poolMax: 4, log })
  t.after(() => database.close())
  await migrate(database.read, new URL('../migrations/', import.meta.url), 'chassis_migration')
  await sql.raw('create table cup (id int primary key, size int check (size > 0))').execute(database.read)
  const pour = database.batched<{ id: number; size: number }, { size: number }>({
    columns: 'id int, size int',
    parts: `
      poured as (insert into cup select id, size from given on conflict do nothing returning id, size),
      done as (select n, poured.size from given join poured using (id))`,
    eventData: `jsonb_build_object('full', true)`,
    key: ({ id }) => String(id),
  })
  const pourTea = (id: number, size: number) =>
    pour({ id, size }, [poured(String(id), { size }, new Date('2026-01-01T12:00:00Z'))])
  const stated = async () => {
    const { rows } = await sql<{ envelope: { subject: string; source: string; data: unknown } }>`
      select envelope from outbox order by seq`.execute(database.read)
    return rows.map(({ envelope: { subject, source, data } }) => ({ subject, source, data }))
  }
  return { pourTea, stated }
}

describe('a batched statement', () => {
  it('answers who had an effect, and states the events of these alone', async (t) => {
    const { pourTea, stated } = await cups(t)
    assert.deepEqual(
      (await Promise.all([pourTea(1, 3), pourTea(2, 4), pourTea(1, 9)])).map((cup) => cup?.size),
      [3, 4, undefined],
    )
    assert.deepEqual(await stated(), [
      { subject: '1', source: 'kitchen', data: { size: 3, full: true } },
      { subject: '2', source: 'kitchen', data: { size: 4, full: true } },
    ])
  })

  it('fails only for the caller whose input the database refuses', async (t) => {
    const { pourTea, stated } = await cups(t)
    const outcomes = await Promise.allSettled([pourTea(1, 3), pourTea(2, 0), pourTea(3, 5)])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.equal((await stated()).length, 2)
  })
})
