import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import pg from 'pg'
import { openDataFolder, type DataFolder } from './data-folder.ts'
import { startPostgres } from './postgres.ts'

const quiet = () => {}

async function emptyFolder(t: TestContext): Promise<DataFolder> {
  const folder = await openDataFolder(mkdtempSync(path.join(tmpdir(), 'mallhive postgres ')))
  t.after(() => {
    folder.close()
    rmSync(folder.path, { recursive: true, force: true })
  })
  return folder
}

async function query(address: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

it('keeps data and addresses from one start to the next', async (t) => {
  const folder = await emptyFolder(t)
  const first = await startPostgres(folder, quiet)
  const { cart } = await first.createServiceDatabases(['cart'])
  await query(cart, `create table lines (name text)`)
  await query(cart, `insert into lines values ('Größe')`)
  await first.stop()

  const second = await startPostgres(folder, quiet)
  t.after(() => second.stop())
  assert.deepEqual(await second.createServiceDatabases(['cart']), { cart })
  assert.deepEqual(await query(cart, 'select lower(name) from lines'), ['größe'])
})

it('lets a service into its own database and no other', async (t) => {
  const folder = await emptyFolder(t)
  const postgres = await startPostgres(folder, quiet)
  t.after(() => postgres.stop())
  const { cart } = await postgres.createServiceDatabases(['cart', 'order'])
  for (const other of ['order', 'postgres', 'template1']) {
    await assert.rejects(query(cart.replace('/cart?', `/${other}?`), 'select 1'), /permission denied for database/)
  }
  const wrong = new URL(cart)
  wrong.password = 'guessed'
  await assert.rejects(query(wrong.href, 'select 1'), /password authentication failed/)
  await assert.rejects(query(cart, 'create role mine superuser'), /permission denied/)
})

it('writes every commit to the disk before it answers', async (t) => {
  const folder = await emptyFolder(t)
  const postgres = await startPostgres(folder, quiet)
  t.after(() => postgres.stop())
  const { cart } = await postgres.createServiceDatabases(['cart'])
  const settings = `select setting from pg_settings where name in ('fsync', 'full_page_writes', 'listen_addresses', 'synchronous_commit') order by name`
  assert.deepEqual(await query(cart, settings), ['on', 'on', '127.0.0.1', 'on'])
})

it('stops the server that a killed mall left behind, and keeps what was committed', async (t) => {
  const folder = await emptyFolder(t)
  folder.close()
  const modules = ['./data-folder.ts', './postgres.ts'].map((file) =>
    JSON.stringify(new URL(file, import.meta.url).href),
  )
  const program = `const { openDataFolder } = await import(${modules[0]})
    const { startPostgres } = await import(${modules[1]})
    const postgres = await startPostgres(await openDataFolder(${JSON.stringify(folder.path)}), () => {})
    console.log((await postgres.createServiceDatabases(['cart'])).cart)
    setInterval(() => {}, 1000)`
  const mall = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed] = (await once(mall.stdout, 'data')) as [Buffer]
  const address = printed.toString().trim()
  await query(address, 'create table paid as select 1 as once')
  mall.kill('SIGKILL')
  await once(mall, 'exit')
  assert.deepEqual(await query(address, 'select once from paid'), [1], 'the orphan still answers')

  const again = await openDataFolder(folder.path)
  t.after(() => again.close())
  const said: string[] = []
  const postgres = await startPostgres(again, (line) => said.push(line))
  t.after(() => postgres.stop())
  assert.deepEqual(said, ['A database server of an earlier run was still there; it has been stopped in order.'])
  assert.deepEqual(await query(address, 'select once from paid'), [1])
})

it('takes another port, and says so, when the remembered one is taken', async (t) => {
  const folder = await emptyFolder(t)
  const squatter = createServer().listen(0, '127.0.0.1')
  t.after(() => squatter.close())
  await once(squatter, 'listening')
  const { port } = squatter.address() as { port: number }
  folder.remember('postgres.port', String(port))
  const said: string[] = []
  const postgres = await startPostgres(folder, (line) => said.push(line))
  t.after(() => postgres.stop())
  assert.notEqual(postgres.port, port)
  assert.equal(said.at(-1), `Port ${port} is taken by another program; the database uses ${postgres.port} from now on.`)
})

it('makes the cluster anew when the first start was killed half-way', async (t) => {
  const folder = await emptyFolder(t)
  const unfinished = path.join(folder.path, 'postgres.unfinished')
  mkdirSync(unfinished)
  writeFileSync(path.join(unfinished, 'PG_VERSION'), '18\n')
  const postgres = await startPostgres(folder, quiet)
  t.after(() => postgres.stop())
  assert.equal(existsSync(unfinished), false)
  const { cart } = await postgres.createServiceDatabases(['cart'])
  assert.deepEqual(await query(cart, 'select 1'), [1])
})

it('says what is missing when the passwords were lost, and touches nothing', async (t) => {
  const folder = await emptyFolder(t)
  await (await startPostgres(folder, quiet)).stop()
  folder.close()
  rmSync(path.join(folder.path, 'secrets.json'))
  const again = await openDataFolder(folder.path)
  t.after(() => again.close())
  await assert.rejects(startPostgres(again, quiet), /its password is not in secrets\.json/)
  assert.ok(existsSync(path.join(folder.path, 'postgres/PG_VERSION')))
})
