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

async function openKeys(t: TestContext) {
  const database = openDatabase(await freshDatabase(t, 'idempotency'), {
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
  const database = await openKeys(t)
  const expire = async () =>
    void (await sql`update idempotency_key set lease_until = now() - interval '1 second'`.execute(database.read))
  return { store: postgresIdempotency(database), expire }
})

describe('a statement that takes the keys of its callers', () => {
  it('has its effect for one of twenty who come with the same key, and for each with a key of its own', async (t) => {
    const database = await openKeys(t)
    await sql`create table thing (id uuid primary key)`.execute(database.read)
    const make = database.batched<{ id: string } & ReturnType<typeof takenKeys.rowOf>, object>({
      columns: `id uuid, ${takenKeys.columns}`,
      parts: `${takenKeys.part},
        made as (insert into thing select id from given join taken using (id) returning id),
        done as (select n from given join made using (id))`,
      key: takenKeys.nameOf,
    })
    const ask = (key: string) =>
      make({ id: newId(), ...takenKeys.rowOf({ scope: 'ann', key, operation: 'make', requestHash: 'h1' }) })
    const same = await Promise.all(Array.from({ length: 20 }, () => ask('key-of-all')))
    assert.equal(same.filter((row) => row !== undefined).length, 1)
    const own = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(`key-of-${n}`)))
    assert.equal(own.filter((row) => row !== undefined).length, 20)

    const { rows } = await sql<{ things: number }>`select count(*)::int as things from thing`.execute(database.read)
    assert.equal(rows[0]?.things, 21)
    const use = { scope: 'ann', key: 'key-of-all', operation: 'make', requestHash: 'h1' }
    assert.deepEqual(await postgresIdempotency(database).claim(use), { state: 'running' })
  })
})
