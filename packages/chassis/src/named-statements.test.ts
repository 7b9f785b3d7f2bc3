import assert from 'node:assert/strict'
import { it } from 'node:test'
import { freshDatabase } from '@mallhive/testkit'
import { Kysely, PostgresDialect, sql } from 'kysely'
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
