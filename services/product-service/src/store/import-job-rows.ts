import { sql, type Selectable } from 'kysely'
import type { OpenJob } from '../import/import-jobs.ts'
import type { Db, ProductTables } from './tables.ts'

export type ImportJobRow = Selectable<ProductTables['import_job']>

/** The oldest import that has not ended, marked as running. Usually there is none, so it looks before it writes. */
export async function unfinishedImport(db: Db): Promise<OpenJob | undefined> {
  const { rows } = await sql<ImportJobRow>`
    select * from import_job where state in ('waiting', 'running') order by started_at, id limit 1`.execute(db)
  const row = rows[0]
  if (!row) return undefined
  if (row.state === 'waiting')
    await db
      .updateTable('import_job')
      .set({ state: 'running' })
      .where('id', '=', row.id)
      .where('state', '=', 'waiting')
      .execute()
  return {
    id: row.id,
    dryRun: row.dry_run,
    actor: row.actor,
    startedAt: row.started_at,
    file: row.file ?? '',
    position: Number(row.progress['position'] ?? 0),
  }
}
