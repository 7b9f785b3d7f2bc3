import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { openDatabase, type Database } from './database.ts'
import type { Around } from './effects.ts'
import { logger } from './telemetry.ts'

const log = logger('test', { LOG_LEVEL: 'silent' })

/** A database with a table of cups, to which there is one connection at a time. */
async function oneConnection(t: TestContext, around?: Around): Promise<Database<{ cup: { size: number } }>> {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings) await close()
  })
  const url = await freshDatabase({ after: (work) => void closings.push(work as () => unknown) }, 'named')
  const database = openDatabase<{ cup: { size: number } }>(url, { service: 'test', poolMax: 1, log, around })
  closings.unshift(() => database.close())
  await sql`create table cup (size integer)`.execute(database.read)
  return database
}

it('plans a statement once a connection, and still takes several statements in one text', async (t) => {
  const db = (await oneConnection(t)).read
  await sql.raw('insert into cup values (1); insert into cup values (2), (3)').execute(db)
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

it('gives nobody the connection of a transaction of which nobody knows whether it began', async (t) => {
  let losses = 0
  const around: Around = async ({ name }, run) => {
    const result = await run()
    if (name === 'begin' && losses++ === 0) throw new Error('lost on the wire')
    return result
  }
  const database = await oneConnection(t, around)
  await assert.rejects(
    database.transaction(async () => undefined),
    /lost on the wire/,
  )
  await sql`insert into cup values (2)`.execute(database.read)
  // Takes back what is not committed yet.
  await sql`rollback`.execute(database.read)
  assert.deepEqual((await sql`select size from cup`.execute(database.read)).rows, [{ size: 2 }])
})

it('prepares anew what a migration gave another column, and a transaction that met it is done again (P27)', async (t) => {
  const database = await oneConnection(t)
  await sql`insert into cup values (1)`.execute(database.read)
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
