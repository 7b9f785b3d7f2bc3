import type { Clock } from '@mallhive/kernel'
import pg from 'pg'

const INSTALL = `
  create schema if not exists moved;
  create table if not exists moved.clock (ahead interval not null);
  insert into moved.clock select interval '0' where not exists (select from moved.clock);
  create or replace function moved.now() returns timestamptz language sql stable
    as $$ select pg_catalog.now() + ahead from moved.clock $$;`

export interface MovedClock {
  readonly clock: Clock
  /** Everything that tells the time is so much later from now on: this process and the databases. */
  ahead(ms: number): Promise<void>
  close(): Promise<void>
}

/**
 * A clock that tests move, for services and for `now()` in their databases alike. Install it after the first migrations: new tables of a
 * role go to the first schema of its path, where a `now()` that stands before PostgreSQL's own is found first.
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
  let aheadMs = 0
  return {
    clock: () => new Date(Date.now() + aheadMs),
    async ahead(ms) {
      aheadMs += ms
      const text = `update moved.clock set ahead = make_interval(secs => ${aheadMs / 1_000})`
      await Promise.all(clients.map((client) => client.query(text)))
    },
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
  }
}
