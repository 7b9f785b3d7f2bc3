import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { startTestServer } from './postgres-server.ts'

const OWNER = 'mallhive_test'
const OWNER_PASSWORD = 'for-tests-only'
const NAME_LENGTH_MAX = 40
const DUPLICATE_OBJECT = '42710'
const UNIQUE_VIOLATION = '23505'

let server: Promise<string> | undefined

/**
 * The address of the test server's superuser. `npm test` starts one server for all files; a file that is run alone
 * (`node --test file.test.ts`) starts its own, which ends with it.
 */
export function testPostgres(): Promise<string> {
  const shared = process.env['TEST_POSTGRES_URL']
  server ??= (shared ? Promise.resolve(shared) : startTestServer().then(({ url }) => url)).then(withOwner)
  return server
}

/**
 * An empty database for one test, dropped after it.
 * @param name only to recognise it by; each call makes another database
 * @returns the address for a role that owns the database and is no superuser, as in the mall
 */
export async function freshDatabase(t: Pick<TestContext, 'after'>, name = 'test'): Promise<string> {
  return databaseAt(await testPostgres(), t, name)
}

/** The same at a server of one's own. */
export async function databaseAt(superuser: string, t: Pick<TestContext, 'after'>, name: string): Promise<string> {
  const database = `${name.replaceAll(/\W+/g, '_').slice(0, NAME_LENGTH_MAX)}_${randomBytes(5).toString('hex')}`
  await execute(superuser, `create database "${database}" owner ${OWNER} template template0 strategy file_copy`)
  t.after(() => execute(superuser, `drop database if exists "${database}" with (force)`))
  const address = new URL(superuser)
  address.username = OWNER
  address.password = OWNER_PASSWORD
  address.pathname = `/${database}`
  return address.href
}

/** Makes the role that owns the databases. Test files start at the same time, and all of them want it to exist. */
export async function withOwner(superuser: string): Promise<string> {
  try {
    await execute(superuser, `create role ${OWNER} login password '${OWNER_PASSWORD}'`)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== DUPLICATE_OBJECT && code !== UNIQUE_VIOLATION) throw error
  }
  return superuser
}

async function execute(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
