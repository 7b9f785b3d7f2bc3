import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'

const CHASSIS = new URL('../migrations/', import.meta.url)

/** Brings a service's database up to date: first the chassis' own tables, then the service's. Safe when several start at once. */
export async function migrateService<T>(db: Kysely<T>, folder: URL): Promise<void> {
  await migrate(db, CHASSIS, 'chassis_migration')
  await migrate(db, folder, 'service_migration')
}

/** Runs the plain SQL files of a folder that have not run yet, in order of their names, each once and for ever. */
export async function migrate<T>(db: Kysely<T>, folder: URL, table: string): Promise<void> {
  const files = (await readdir(fileURLToPath(folder))).filter((file) => /^\d{4}_[a-z0-9_-]+\.sql$/.test(file)).sort()
  if (await isCurrent(db, table, files)) return
  const migrations: Record<string, Migration> = {}
  for (const file of files) {
    const text = await readFile(new URL(file, folder), 'utf8')
    migrations[file.replace('.sql', '')] = {
      up: (tx) =>
        sql
          .raw(text)
          .execute(tx)
          .then(() => undefined),
    }
  }
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  })
  const { error, results } = await migrator.migrateToLatest()
  const failed = results?.find((result) => result.status === 'Error')?.migrationName
  if (error) throw new Error(`migration ${failed ?? ''} of ${fileURLToPath(folder)} failed`, { cause: error })
}

/** One cheap look: most starts have nothing to do, and the migrator's own inspection takes a dozen round trips. */
async function isCurrent<T>(db: Kysely<T>, table: string, files: readonly string[]): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)} order by name`.execute(db)
    return rows.length === files.length && rows.every((row, index) => `${row.name}.sql` === files[index])
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return false
    throw error
  }
}
