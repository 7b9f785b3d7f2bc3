import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { logger, migrate, openDatabase } from '@mallhive/chassis'
import pg from 'pg'

const ALONE = '-- outside of a transaction\n'

/** A next version's migrations for a table, of every kind that is allowed while the version before runs. */
const NEXT: readonly (readonly [step: string, sql: (table: string) => string])[] = [
  ['column', (table) => `alter table ${table} add column next_note text`],
  ['default', (table) => `alter table ${table} add column next_rank integer not null default 0`],
  ['index', (table) => `${ALONE}create index concurrently if not exists next_${table} on ${table} (next_rank)`],
  ['check', (table) => `alter table ${table} add constraint next_check check (next_rank >= 0) not valid`],
  ['proof', (table) => `alter table ${table} validate constraint next_check`],
  ['room', (table) => `alter table ${table} set (fillfactor = 70)`],
]

export interface Planted {
  readonly file: string
  readonly text: string
}

/** The files of a next version of whoever owns the database: each allowed step for each of its tables. */
export async function nextMigrations(url: string): Promise<Planted[]> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '_migration(_lock)?$' order by 1`,
  )
  await client.end()
  return NEXT.flatMap(([step, sql]) => rows.map(({ name }) => ({ step, name, text: sql(name) }))).map(
    ({ step, name, text }, index) => ({ file: `${9000 + index}_next_${step}_${name}.sql`, text }),
  )
}

/** Runs them as the start of that version does. */
export async function migrateToNext(
  folder: string,
  { url, table, planted }: { url: string; table: string; planted: readonly Planted[] },
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const { file, text } of planted) writeFileSync(path.join(folder, file), text)
  const log = logger('next', { LOG_LEVEL: 'silent' })
  const database = openDatabase(url, { service: 'next', poolMax: 1, log })
  try {
    await migrate(database.read, pathToFileURL(`${folder}/`), table, url)
  } finally {
    await database.close()
    rmSync(folder, { recursive: true })
  }
}
