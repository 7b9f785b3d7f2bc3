import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { freshDatabase } from '@mallhive/testkit'
import pg from 'pg'
import { openDatabase } from './database.ts'
import { migrate } from './migrations.ts'
import { logger } from './telemetry.ts'

const TEA = 'create table tea (id integer primary key, kind text);\ninsert into tea values (1, null), (2, null);'
const ALONE = '-- outside of a transaction\n'

async function teaShop(t: TestContext) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tea-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.reverse()) await close()
  })
  const url = await freshDatabase({ after: (work) => void closings.push(work as () => unknown) }, 'tea')
  const log = logger('tea', { LOG_LEVEL: 'silent' })
  const open = () => {
    const database = openDatabase(url, { service: 'tea', poolMax: 2, log })
    closings.push(() => database.close())
    return database.read
  }
  const connect = async () => {
    const client = new pg.Client(url)
    await client.connect()
    closings.push(() => client.end())
    return client
  }
  const db = open()
  const looking = await connect()
  return {
    connect,
    write: (name: string, text: string) => writeFileSync(path.join(folder, `${name}.sql`), text),
    remove: (name: string) => rmSync(path.join(folder, `${name}.sql`)),
    migrate: (by = db) => migrate(by, pathToFileURL(`${folder}/`), 'tea_migration', url),
    open,
    ask: async (text: string) => (await looking.query({ text, rowMode: 'array' })).rows as unknown[][],
  }
}

describe('migrations', () => {
  it('run in order of their names, each once, when several start at the same time', async (t) => {
    const shop = await teaShop(t)
    shop.write('0002_more', 'insert into tea values (3, null)')
    shop.write('0001_tea', TEA)
    await Promise.all([1, 2, 3].map(() => shop.migrate(shop.open())))
    await shop.migrate()
    assert.deepEqual(await shop.ask('select count(*)::int from tea'), [[3]])
    assert.deepEqual(await shop.ask('select name from tea_migration order by timestamp'), [['0001_tea'], ['0002_more']])
  })

  it('that fail leave nothing of themselves, keep those before, and are named', async (t) => {
    const shop = await teaShop(t)
    shop.write('0001_tea', TEA)
    shop.write('0002_wrong', 'insert into tea values (3, null); insert into tea values (3, null)')
    await assert.rejects(shop.migrate(), /migration 0002_wrong failed: duplicate key/)
    assert.deepEqual(await shop.ask('select count(*)::int from tea'), [[2]])
    shop.write('0002_wrong', 'insert into tea values (3, null)')
    await shop.migrate()
    assert.deepEqual(await shop.ask('select count(*)::int from tea'), [[3]])
  })

  it('of a newer version do not keep an older one from starting (P27)', async (t) => {
    const shop = await teaShop(t)
    shop.write('0001_tea', TEA)
    shop.write('0002_age', 'alter table tea add column age integer')
    await shop.migrate()
    shop.remove('0002_age')
    await shop.migrate()
    shop.write('0003_own', 'alter table tea add column price integer')
    await shop.migrate()
    assert.deepEqual(await shop.ask('select name from tea_migration order by 1'), [
      ['0001_tea'],
      ['0002_age'],
      ['0003_own'],
    ])
  })

  it('let go of what they wait for, so that nobody waits behind them for long, and try again (P27)', {
    timeout: 60_000,
  }, async (t) => {
    const shop = await teaShop(t)
    shop.write('0001_tea', TEA)
    await shop.migrate()
    const [longReader, reader] = [await shop.connect(), await shop.connect()]
    await longReader.query('begin')
    await longReader.query('select from tea')
    shop.write('0002_age', 'alter table tea add column age integer')
    const migrating = shop.migrate()
    const waiting = `select count(*)::int from pg_locks where not granted and mode = 'AccessExclusiveLock' and relation = 'tea'::regclass`
    while ((await shop.ask(waiting))[0]![0] !== 1) await pause(10)
    // Behind the migration, which waits for the long reader, who waits for us.
    await reader.query('select from tea')
    await longReader.query('commit')
    await migrating
    assert.deepEqual(await shop.ask('select id, age from tea order by 1'), [
      [1, null],
      [2, null],
    ])
  })

  it('make an index concurrently, outside of a transaction, and once more when the first try was broken off (P27)', async (t) => {
    const shop = await teaShop(t)
    shop.write('0001_tea', TEA)
    shop.write('0002_kind', `${ALONE}create unique index concurrently if not exists tea_kind on tea ((kind is null))`)
    await assert.rejects(shop.migrate(), /could not create unique index "tea_kind"/)
    const indexes = `select relname, indisvalid from pg_index join pg_class on pg_class.oid = indexrelid where indrelid = 'tea'::regclass order by 1`
    assert.deepEqual(await shop.ask(indexes), [
      ['tea_kind', false],
      ['tea_pkey', true],
    ])
    await shop.ask('delete from tea where id = 2')
    await Promise.all([shop.migrate(), shop.migrate(shop.open())])
    assert.deepEqual(await shop.ask(indexes), [
      ['tea_kind', true],
      ['tea_pkey', true],
    ])
  })
})
