import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { databaseAt, withOwner } from '../postgres.ts'
import { startTestServer } from '../postgres-server.ts'

/** Said by PostgreSQL when a write finds no room: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const DISK_FULL = '53100'
const RELOAD_POLL_MS = 5
const DURABLE = { synchronous_commit: 'on' }

/** A PostgreSQL that only one test uses, and everything that happens to a database in production. */
export interface TroubledDatabase {
  /** Address of the superuser: what tests look with while others are troubled. */
  readonly superuser: string
  /** An empty database; its role is no superuser. */
  database(name: string): Promise<string>
  /** From one moment to the next nobody listens any more. */
  crash(): Promise<void>
  /** Starts again after a crash, at the same address. */
  restart(): Promise<void>
  /** Ends every connection but that of who asks, as a failover does. Answers how many. */
  killConnections(): Promise<number>
  /** Transactions may only read, as on a server that has become a standby: at once for new connections, a moment later for the others. */
  readOnly(isSo: boolean): Promise<void>
  /** No connection is left at a database, since others have them all: those that there are end, new ones are refused. */
  noRoom(url: string): Promise<void>
  room(url: string): Promise<void>
  /** No statement can write to any table of a database, since its disk is full: PostgreSQL's own error, raised by a trigger. */
  fillDisk(url: string): Promise<void>
  emptyDisk(url: string): Promise<void>
  /** Somebody begins a transaction, who may stand in the way of others. */
  stranger(url: string): Promise<Stranger>
  /** How many wait for a lock that another one holds. */
  waiting(): Promise<number>
}

/** Somebody with a transaction of their own. Where they and another one wait for each other, it is the other one whom the database stops. */
export interface Stranger {
  /** Resolves when the statement has what it locks. */
  says(statement: string): Promise<unknown>
  leave(): Promise<void>
}

/** @param settings of PostgreSQL by name, such as `max_connections`. What was committed outlives a crash. */
export async function troubledDatabase(
  t: Pick<TestContext, 'after'>,
  settings: Readonly<Record<string, string | number>> = {},
): Promise<TroubledDatabase> {
  const server = await startTestServer({ ...DURABLE, ...settings })
  // Made here, dropped with the server itself.
  const withServer = { after: () => undefined }
  t.after(() => server.stop())
  const superuser = await withOwner(server.url)
  const admin = (text: string, values?: readonly unknown[]) => ask(superuser, text, values)

  return {
    superuser,
    database: (name) => databaseAt(superuser, withServer, name),
    crash: () => server.crash(),
    restart: () => server.restart(),
    async killConnections() {
      const killed = `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
      return (await admin(killed)).length
    },
    async readOnly(isSo) {
      const value = isSo ? 'on' : 'off'
      await admin(`alter system set default_transaction_read_only = ${value}`)
      await admin('select pg_reload_conf()')
      const isSet = `select from pg_settings where name = 'default_transaction_read_only' and setting = '${value}'`
      while ((await admin(isSet)).length === 0) await pause(RELOAD_POLL_MS)
    },
    async noRoom(url) {
      const name = nameOf(url)
      await admin(`alter database ${pg.escapeIdentifier(name)} connection limit 0`)
      await admin('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    },
    room: async (url) => void (await admin(`alter database ${pg.escapeIdentifier(nameOf(url))} connection limit -1`)),
    fillDisk: async (url) => void (await ask(as(superuser, url), FILL)),
    emptyDisk: async (url) => void (await ask(as(superuser, url), 'drop function disk_is_full cascade')),
    stranger: (url) => strangerAt(as(superuser, url)),
    async waiting() {
      return (await admin(`select from pg_stat_activity where wait_event_type = 'Lock'`)).length
    },
  }
}

const FILL = `
  create function disk_is_full() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = '${DISK_FULL}'; end $$;
  do $$ declare name text; begin
    for name in select format('%I.%I', table_schema, table_name) from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' loop
      execute format('create trigger disk_is_full before insert or update on %s for each row execute function disk_is_full()', name);
    end loop;
  end $$`

/** The superuser in the database of another address. */
function as(superuser: string, url: string): string {
  const address = new URL(superuser)
  address.pathname = new URL(url).pathname
  return address.href
}

async function strangerAt(url: string): Promise<Stranger> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  // Who looks for a deadlock later is not the one to find it.
  await client.query(`set deadlock_timeout = '5min'; begin`)
  return { says: (statement) => client.query(statement), leave: () => client.end() }
}

const nameOf = (url: string) => new URL(url).pathname.slice(1)

async function ask(url: string, text: string, values: readonly unknown[] = []): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values.length > 0 ? [...values] : undefined)).rows ?? []
  } finally {
    await client.end()
  }
}
