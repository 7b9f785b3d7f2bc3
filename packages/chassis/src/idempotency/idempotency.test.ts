import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { newId } from '@mallhive/kernel'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { openDatabase } from '../database.ts'
import { migrateService } from '../migrations.ts'
import { logger } from '../telemetry.ts'
import { idempotencyContract } from './idempotency.contract.ts'
import { memoryIdempotency } from './memory.ts'
import { postgresIdempotency, takenKeys } from './postgres.ts'

idempotencyContract('memory', async () => {
  let now = Date.now()
  return { store: memoryIdempotency(() => now), expire: async () => void (now += 60_000) }
})

async function openKeys(t: TestContext, url: string) {
  const database = openDatabase(url, {
    service: 'test',
    poolMax: 10,
    log: logger('test', { LOG_LEVEL: 'silent' }),
  })
  t.after(() => database.close())
  const empty = await mkdtemp(path.join(tmpdir(), 'no-migrations-'))
  t.after(() => rm(empty, { recursive: true }))
  await migrateService(database.read, pathToFileURL(`${empty}/`))
  return database
}

idempotencyContract('postgres', async (t) => {
  const database = await openKeys(t, await freshDatabase(t, 'idempotency'))
  const expire = async () =>
    void (await sql`update idempotency_key set lease_until = now() - interval '1 second'`.execute(database.read))
  return { store: postgresIdempotency(database), expire }
})

describe('a statement that takes the keys of its callers', () => {
  it('has its effect for one of twenty in two processes who come with the same key, and for each with a key of its own', async (t) => {
    const url = await freshDatabase(t, 'keys')
    const here = await openKeys(t, url)
    await sql`create table thing (id uuid primary key)`.execute(here.read)
    const makes = [here, await openKeys(t, url)].map((database) =>
      database.batched<{ id: string } & ReturnType<typeof takenKeys.rowOf>, object>({
        columns: `id uuid, ${takenKeys.columns}`,
        parts: `${takenKeys.part},
          made as (insert into thing select id from given join keyed using (id) returning id),
          done as (select n from given join made using (id))`,
        key: takenKeys.nameOf,
      }),
    )
    const ask = async (n: number, key: string) => {
      const id = newId()
      const row = takenKeys.rowOf({ scope: 'ann', key, operation: 'make', requestHash: 'h1' })
      return (await makes[n % 2]!({ id, ...row })) ? [id] : []
    }
    const twenty = Array.from({ length: 20 }, (_, n) => n)
    const same = (await Promise.all(twenty.map((n) => ask(n, 'key-of-all')))).flat()
    assert.equal(same.length, 1)
    const own = (await Promise.all(twenty.map((n) => ask(n, `key-of-${n}`)))).flat()
    assert.equal(own.length, 20)
    const { rows } = await sql<{ id: string }>`select id from thing order by id`.execute(here.read)
    assert.deepEqual(
      rows.map(({ id }) => id),
      [...same, ...own].sort(),
    )

    // The usual way knows a key that was taken so: who died is run again under the id of what it made.
    const keys = postgresIdempotency(here)
    const use = { scope: 'ann', key: 'key-of-all', operation: 'make', requestHash: 'h1' }
    assert.deepEqual(await keys.claim(use), { state: 'running' })
    await keys.abandon(use, same[0]!)
    assert.deepEqual(await keys.claim(use), { state: 'run', id: same[0] })
  })
})
