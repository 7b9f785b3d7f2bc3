import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { runMigrations } from './migration-runner.ts'
import { openPatientPool } from './pool.ts'

const CHASSIS = new URL('../migrations/', import.meta.url)

/** Brings a service's database up to date: first the chassis' own tables, then the service's. Safe when several start at once. */
export async function migrateService<T>(db: Kysely<T>, folder: URL, url?: string): Promise<void> {
  await migrate(db, CHASSIS, 'chassis_migration', url)
  await migrate(db, folder, 'service_migration', url)
}

/**
 * Runs the plain SQL files of a folder that have not run yet, in order of their names, each once and for ever. Files that only a newer version
 * has are no fault: during a roll-out, and after going back, an older one starts on what the newer has added.
 * @param url where the database is: then they may take as long as they need, by a connection of their own, not only as long as statements of `db`
 */
export async function migrate<T>(db: Kysely<T>, folder: URL, table: string, url?: string): Promise<void> {
  const names = (await readdir(fileURLToPath(folder))).filter((file) => /^\d{4}_[a-z0-9_-]+\.sql$/.test(file)).sort()
  if (await isCurrent(db, table, names)) return
  const read = async (file: string) => ({
    name: file.replace('.sql', ''),
    text: await readFile(new URL(file, folder), 'utf8'),
  })
  const files = await Promise.all(names.map(read))
  const patient =
    url === undefined ? undefined : new Kysely<T>({ dialect: new PostgresDialect({ pool: openPatientPool(url) }) })
  try {
    await (patient ?? db).connection().execute((connection) => runMigrations(connection, files, table))
  } finally {
    await patient?.destroy()
  }
}

/** One cheap look: most starts have nothing to do. */
async function isCurrent<T>(db: Kysely<T>, table: string, files: readonly string[]): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db)
    const done = new Set(rows.map(({ name }) => `${name}.sql`))
    return files.every((file) => done.has(file))
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return false
    throw error
  }
}
