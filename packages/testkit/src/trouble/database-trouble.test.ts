import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { troubledDatabase, type TroubledDatabase } from './database-trouble.ts'

const closings: (() => unknown)[] = []
let troubled: TroubledDatabase
let url: string
before(async () => {
  troubled = await troubledDatabase(
    { after: (close) => void closings.push(close as () => unknown) },
    { max_connections: 20 },
  )
  url = await troubled.database('tea')
  await query('create table cup (id int primary key, milk int not null default 0); insert into cup values (1), (2)')
})
after(async () => {
  for (const close of closings) await close()
})

async function connection(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
async function query(text: string): Promise<unknown[]> {
  const client = await connection()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows?.flat()
  } finally {
    await client.end()
  }
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: { code?: string }) => error.code,
  )
const cups = () => query('select count(*)::int from cup')

it('crashes without a word, and has after its restart what was committed', async () => {
  const open = await connection()
  await open.query('begin; insert into cup values (3)')
  await query('insert into cup values (4)')
  await troubled.crash()
  assert.equal(await codeOf(query('select 1')), 'ECONNREFUSED')
  await troubled.restart()
  assert.deepEqual(await query('select id from cup order by id'), [1, 2, 4])
  await query('delete from cup where id = 4')
})

it('ends the connections of others', async () => {
  const open = await connection()
  assert.equal(await troubled.killConnections(), 1)
  await assert.rejects(open.query('select 1'))
  assert.deepEqual(await cups(), [2])
})

it('becomes read-only for connections that were open already, and takes it back', async () => {
  const open = await connection()
  const write = () => codeOf(open.query('insert into cup values (5); delete from cup where id = 5'))
  await troubled.readOnly(true)
  while ((await write()) === 'fine') await pause(5)
  assert.deepEqual([await write(), await codeOf(query('insert into cup values (6)'))], ['25006', '25006'])
  assert.deepEqual(await cups(), [2])
  await troubled.readOnly(false)
  while ((await write()) === '25006') await pause(5)
  assert.equal(await write(), 'fine')
  await open.end()
})

it('has no room for another connection, and keeps none, until there is room again', async () => {
  const open = await connection()
  await troubled.noRoom(url)
  await assert.rejects(open.query('select 1'))
  assert.equal(await codeOf(query('select 1')), '53300')
  await troubled.room(url)
  assert.deepEqual(await cups(), [2])
})

it('reads and deletes while its disk is full, and writes nothing', async () => {
  await troubled.fillDisk(url)
  assert.equal(await codeOf(query('insert into cup values (7)')), '53100')
  assert.equal(await codeOf(query('update cup set milk = 1 where id = 1')), '53100')
  assert.deepEqual(await cups(), [2])
  await troubled.emptyDisk(url)
  assert.equal(await codeOf(query('update cup set milk = 1 where id = 1')), 'fine')
})

it('has strangers who hold locks, and win a deadlock', async () => {
  const [stranger, other] = [await troubled.stranger(url), await connection()]
  await stranger.says('update cup set milk = 3 where id = 1')
  await other.query('begin; update cup set milk = 4 where id = 2')
  const second = stranger.says('update cup set milk = 3 where id = 2')
  while ((await troubled.waiting()) < 1) await pause(10)
  assert.equal(await codeOf(other.query('update cup set milk = 4 where id = 1')), '40P01')
  await second
  await stranger.leave()
  await other.end()
  assert.deepEqual(await query('select milk from cup where milk > 1'), [], 'who leaves commits nothing')
})
