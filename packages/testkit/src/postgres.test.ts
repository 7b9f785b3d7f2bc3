import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import pg from 'pg'
import { freshDatabase, testPostgres } from './postgres.ts'

async function query(address: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

it('gives each test an empty database of its own, and drops it afterwards', async (t) => {
  let address = ''
  await t.test('inside', async (inner) => {
    address = await freshDatabase(inner, 'cart store')
    const other = await freshDatabase(inner, 'cart store')
    await query(address, 'create table carts (id int)')
    assert.deepEqual(await query(other, `select to_regclass('carts')`), [null])
    assert.deepEqual(await query(address, 'select rolsuper from pg_roles where rolname = current_user'), [false])
  })
  const name = new URL(address).pathname.slice(1)
  assert.match(name, /^cart_store_/)
  assert.deepEqual(await query(await testPostgres(), `select 1 from pg_database where datname = '${name}'`), [])
})

it('makes databases for tests that run at the same time', async (t: TestContext) => {
  const addresses = await Promise.all(Array.from({ length: 8 }, () => freshDatabase(t)))
  assert.equal(new Set(addresses).size, 8)
})
