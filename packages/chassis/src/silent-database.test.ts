import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { freshDatabase, wire } from '@mallhive/testkit'
import { sql } from 'kysely'
import pg from 'pg'
import { openDatabase } from './database.ts'
import { isOutage, isPassing } from './failures.ts'
import { logger } from './telemetry.ts'

const log = logger('test', { LOG_LEVEL: 'silent' })
const STATEMENT_MS = 300
/** A connection is given up two seconds after the server should have ended the statement; the rest is for a crowded machine. */
const GIVEN_UP_WITHIN_MS = 10_000

async function kitchen(t: TestContext) {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings) await close()
  })
  const later = { after: (close: unknown) => void closings.unshift(close as () => unknown) }
  const url = await freshDatabase(later, 'kitchen')
  const direct = new pg.Client({ connectionString: url })
  await direct.connect()
  await direct.query('create table pot (id int primary key, litres int not null); insert into pot values (1, 5)')
  const cable = await wire(later, url)
  const options = { service: 'kitchen', poolMax: 1, log, statementMs: STATEMENT_MS }
  const database = openDatabase(cable.through(url), options)
  closings.unshift(
    () => database.close(),
    () => direct.end(),
  )
  return {
    cable,
    direct,
    database,
    litres: async () =>
      (await sql<{ litres: number }>`select litres from pot where id = ${1}`.execute(database.read)).rows[0]!.litres,
    fill: database.batched<{ id: number }, { litres: number }>({
      columns: 'id int',
      parts: 'done as (update pot set litres = pot.litres + 1 from given where pot.id = given.id returning n, litres)',
    }),
  }
}

async function failureOf(work: Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const began = performance.now()
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (failed: unknown) => failed,
  )
  return { error, ms: performance.now() - began }
}

describe('a database whose connections fall silent', () => {
  it('costs each connection one statement, which fails as an outage; the next goes by a new connection', async (t) => {
    const { cable, litres, fill } = await kitchen(t)
    assert.deepEqual([await litres(), await fill({ id: 1 })], [5, { n: 0, litres: 6 }])
    cable.forget()
    for (const { error, ms } of [await failureOf(litres()), await failureOf(fill({ id: 1 }))]) {
      assert.ok(isOutage(error), String(error))
      assert.ok(ms < GIVEN_UP_WITHIN_MS, `given up after ${ms} ms`)
    }
    assert.deepEqual([await litres(), await fill({ id: 1 })], [6, { n: 0, litres: 7 }])
  })

  it('fails a transaction at once then, without waiting for its end as well', async (t) => {
    const { cable, database, litres } = await kitchen(t)
    const broken = database.transaction(async (tx) => {
      await sql`update pot set litres = ${0} where id = 1`.execute(tx)
      cable.forget()
      await sql`select ${1}`.execute(tx)
    })
    const { error, ms } = await failureOf(broken)
    assert.ok(isOutage(error), String(error))
    assert.ok(ms < 2 * (STATEMENT_MS + 2_000), `given up after ${ms} ms`)
    assert.equal(await litres(), 5)
  })

  it('lets go of the locks of a transaction from which nothing is heard any more', async (t) => {
    const { cable, database, direct } = await kitchen(t)
    const broken = database.transaction(async (tx) => {
      await sql`update pot set litres = ${0} where id = 1`.execute(tx)
      cable.forget()
      await sql`select ${1}`.execute(tx)
    })
    await failureOf(broken)
    await direct.query(`set lock_timeout = '10s'`)
    assert.equal((await direct.query('update pot set litres = 9 where id = 1')).rowCount, 1)
  })

  it('ends a statement that waits for too long for somebody’s lock, and keeps the connection', async (t) => {
    const { direct, database, litres } = await kitchen(t)
    await direct.query('begin; update pot set litres = 9 where id = 1')
    const { error } = await failureOf(sql`update pot set litres = ${0} where id = 1`.execute(database.read))
    assert.deepEqual([(error as { code?: string }).code, isPassing(error), await litres()], ['57014', true, 5])
  })
})
