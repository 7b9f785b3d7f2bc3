import type { Clock } from '@mallhive/kernel'
import pg from 'pg'
import { movedWaits, type MovedWaits } from './moved-waits.ts'

const INSTALL = `
  create schema if not exists moved;
  create table if not exists moved.clock (ahead interval not null);
  insert into moved.clock select interval '0' where not exists (select from moved.clock);
  create or replace function moved.now() returns timestamptz language sql stable
    as $$ select pg_catalog.now() + ahead from moved.clock $$;
  do $$ declare at record; begin
    for at in select * from information_schema.columns where table_schema = 'public' and column_default = 'now()' loop
      execute format('alter table %I alter %I set default moved.now()', at.table_name, at.column_name);
    end loop;
  end $$;`

export interface MovedClock {
  readonly clock: Clock
  /** Everything that tells the time is so much later from now on: this process, with what waits in it, and all databases with such a clock. */
  ahead(ms: number): Promise<void>
  close(): Promise<void>
}

/** A process has one time, however many shops run in it. */
const moved = { aheadMs: 0, databases: new Set<pg.Client>(), waits: undefined as MovedWaits | undefined }

/**
 * A clock that tests move, for services and for `now()` in their databases alike. Install it after the first migrations: new tables of a
 * role go to the first schema of its path, where a `now()` that stands before PostgreSQL's own is found first. Defaults of
 * columns were bound to PostgreSQL's own when their tables were made.
 */
export async function movedClock(databases: readonly string[]): Promise<MovedClock> {
  const clients = databases.map((url) => new pg.Client({ connectionString: url }))
  await Promise.all(
    clients.map(async (client) => {
      await client.connect()
      await client.query(INSTALL)
      const { rows } = await client.query<{ name: string }>('select current_database() as name')
      const database = pg.escapeIdentifier(rows[0]!.name)
      await client.query(`alter role current_user in database ${database} set search_path = moved, pg_catalog, public`)
    }),
  )
  const waits = (moved.waits ??= movedWaits())
  for (const client of clients) moved.databases.add(client)
  if (moved.aheadMs > 0) await moveDatabases(moved.aheadMs)
  return {
    clock: () => new Date(Date.now()),
    async ahead(ms) {
      const aheadMs = (moved.aheadMs += ms)
      await moveDatabases(aheadMs)
      waits.moveTo(aheadMs)
    },
    async close() {
      for (const client of clients) moved.databases.delete(client)
      await Promise.all(clients.map((client) => client.end()))
      if (moved.databases.size > 0) return
      waits.restore()
      moved.waits = undefined
      moved.aheadMs = 0
    },
  }
}

async function moveDatabases(aheadMs: number): Promise<void> {
  const text = `update moved.clock set ahead = make_interval(secs => ${aheadMs / 1_000})`
  await Promise.all([...moved.databases].map((client) => client.query(text)))
}
