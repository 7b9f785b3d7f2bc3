import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { openDatabase } from '../database.ts'
import { migrateService } from '../migrations.ts'
import { logger } from '../telemetry.ts'
import { idempotencyContract } from './idempotency.contract.ts'
import { memoryIdempotency } from './memory.ts'
import { postgresIdempotency } from './postgres.ts'

idempotencyContract('memory', async () => {
  let now = Date.now()
  return { store: memoryIdempotency(() => now), expire: async () => void (now += 60_000) }
})

idempotencyContract('postgres', async (t) => {
  const database = openDatabase(await freshDatabase(t, 'idempotency'), {
    service: 'test',
    poolMax: 10,
    log: logger('test', { LOG_LEVEL: 'silent' }),
  })
  t.after(() => database.close())
  const empty = await mkdtemp(path.join(tmpdir(), 'no-migrations-'))
  t.after(() => rm(empty, { recursive: true }))
  await migrateService(database.read, pathToFileURL(`${empty}/`))
  const expire = async () =>
    void (await sql`update idempotency_key set lease_until = now() - interval '1 second'`.execute(database.read))
  return { store: postgresIdempotency(database), expire }
})
