import assert from 'node:assert/strict'
import { it } from 'node:test'
import { freshDatabase } from '@mallhive/testkit'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { openDatabase } from './database.ts'
import { withNamedStatements } from './named-statements.ts'
import { openPool } from './pool.ts'
import { logger } from './telemetry.ts'

it('plans a statement once a connection, and still takes several statements in one text', async (t) => {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings) await close()
  })
  const url = await freshDatabase({ after: (work) => void closings.push(work as () => unknown) }, 'named')
  const pool = openPool(url, { name: 'test', max: 1, log: logger('test', { LOG_LEVEL: 'silent' }) })
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: withNamedStatements(pool) }) })
  closings.unshift(() => db.destroy())

  await sql.raw('create table cup (size integer); insert into cup values (1), (2), (3)').execute(db)
  const larger = async (than: number) =>
    (await sql<{ size: number }>`select size from cup where size > ${than} order by 1`.execute(db)).rows.map(
      (row) => row.size,
    )
  assert.deepEqual([await larger(0), await larger(2)], [[1, 2, 3], [3]])

  const { rows } = await sql<{
    statement: string
  }>`select statement from pg_prepared_statements where statement like 'select size%'`.execute(db)
  assert.equal(rows.length, 1)
})

it('prepares anew what a migration gave another column, and a transaction that met it is done again (P27)', async (t) => {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings) await close()
  })
  const url = await freshDatabase({ after: (work) => void closings.push(work as () => unknown) }, 'named')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const database = openDatabase<{ cup: { size: number } }>(url, { service: 'test', poolMax: 1, log })
  closings.unshift(() => database.close())
  await sql.raw('create table cup (size integer); insert into cup values (1)').execute(database.read)
  const alone = () => database.read.selectFrom('cup').selectAll().where('size', '>', 0).execute()
  const together = () =>
    database.transaction(async (tx) => [
      await tx.selectFrom('cup').selectAll().where('size', '=', 1).execute(),
      await tx.selectFrom('cup').selectAll().where('size', '<', 2).execute(),
    ])
  assert.deepEqual([await alone(), await together()], [[{ size: 1 }], [[{ size: 1 }], [{ size: 1 }]]])
  await sql.raw('alter table cup add column colour text').execute(database.read)
  const cup = { size: 1, colour: null }
  assert.deepEqual(await together(), [[cup], [cup]])
  await sql.raw('alter table cup add column handle text').execute(database.read)
  assert.deepEqual(await alone(), [{ ...cup, handle: null }])
})
