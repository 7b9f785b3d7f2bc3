import pg from 'pg'

interface Wanted<Name extends string> {
  readonly port: number
  /** Taken instead of TCP where there is one. */
  readonly socketFolder: string | undefined
  /** Of the superuser `postgres`. */
  readonly password: string
  readonly names: readonly Name[]
  readonly secretOf: (name: Name) => string
}

/**
 * Makes the missing ones of a database and a role for each name. A role owns its database and can connect to no other.
 * @returns a connection address for each name
 */
export async function ensureServiceDatabases<Name extends string>(wanted: Wanted<Name>): Promise<Record<Name, string>> {
  const { port, socketFolder, password, names, secretOf } = wanted
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' })
  await client.connect()
  try {
    await closeSharedDatabases(client)
    const roles = await present(client, 'select rolname as name from pg_roles')
    const databases = await present(client, 'select datname as name from pg_database')
    for (const name of names) {
      if (!roles.has(name)) await makeRole(client, name, secretOf(name))
      if (!databases.has(name)) await makeDatabase(client, name)
    }
  } finally {
    await client.end()
  }
  const socket = socketFolder === undefined ? '' : `?host=${encodeURIComponent(socketFolder)}`
  const address = (name: Name) =>
    `postgres://${encodeURIComponent(name)}:${encodeURIComponent(secretOf(name))}@127.0.0.1:${port}/${encodeURIComponent(name)}${socket}`
  return Object.fromEntries(names.map((name) => [name, address(name)])) as Record<Name, string>
}

async function present(client: pg.Client, query: string): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(query)
  return new Set(rows.map((row) => row.name))
}

/** PostgreSQL lets everybody into the databases it brings along. */
async function closeSharedDatabases(client: pg.Client): Promise<void> {
  await client.query('revoke connect on database postgres from public')
  await client.query('revoke connect on database template1 from public')
}

async function makeRole(client: pg.Client, name: string, secret: string): Promise<void> {
  await client.query(
    `create role ${pg.escapeIdentifier(name)} login nosuperuser nocreatedb nocreaterole password ${pg.escapeLiteral(secret)}`,
  )
}

/** A start killed between the two statements leaves a database open to all roles, so they are one step: closed, then renamed. */
async function makeDatabase(client: pg.Client, name: string): Promise<void> {
  const unfinished = pg.escapeIdentifier(`${name}.unfinished`)
  await client.query(`drop database if exists ${unfinished}`)
  await client.query(`create database ${unfinished} owner ${pg.escapeIdentifier(name)} template template0`)
  await client.query(`revoke connect, temporary on database ${unfinished} from public`)
  await client.query(`alter database ${unfinished} rename to ${pg.escapeIdentifier(name)}`)
}
