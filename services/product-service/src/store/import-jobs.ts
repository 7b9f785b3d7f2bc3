import { holdLease, type Database, type Tx } from '@mallhive/chassis'
import { sql } from 'kysely'
import type { ImportJob, ImportProblem } from '../../contract/import.ts'
import type { Batch, ImportJobs, OpenJob } from '../import/import-jobs.ts'
import type { FoundProblem } from '../import/import-problem.ts'
import { dealWith, type Dealt } from './import-products.ts'
import { unfinishedImport, type ImportJobRow } from './import-job-rows.ts'
import { catalogueStatistics } from './statistics.ts'
import type { Db, ProductTables } from './tables.ts'

/** Problems kept of one import; beyond, they are only counted. */
export const PROBLEMS_MAX = 100_000
/** How long a process that died keeps others from its import. */
const LEASE_SECONDS = 10

export function postgresImportJobs(database: Database<ProductTables>, clock: () => Date): ImportJobs {
  const { read } = database
  const grown = catalogueStatistics(read)
  return {
    async create({ id, name, dryRun, actor, file, bytes, startedAt }) {
      const row = {
        id,
        name,
        dry_run: dryRun,
        actor,
        file,
        bytes,
        started_at: startedAt,
        state: 'waiting',
        progress: '{}',
      } as const
      await read
        .insertInto('import_job')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
    },

    async find(id) {
      const row = await read.selectFrom('import_job').selectAll().where('id', '=', id).executeTakeFirst()
      return row && jobOf(row)
    },

    problems: (id, page) => problemPage(read, id, page),

    async next() {
      const row = await unfinishedImport(read)
      return row && (await holdLease(read, 'imports', LEASE_SECONDS)) ? row : undefined
    },

    async commit(job, batch, decide) {
      const dealt = await database.transaction(async (tx, publish) => {
        if ((await lockedPosition(tx, job)) !== batch.from) return undefined
        const cause = { reason: 'import', actor: job.actor, at: clock() } as const
        const dealt = await dealWith(tx, publish, { products: batch.products, decide, cause, dryRun: job.dryRun })
        const problems = [...batch.problems, ...dealt.problems]
        await keepProblems(tx, job, problems)
        await countIn(tx, job, { ...batch, problems }, dealt)
        return dealt
      })
      if (dealt && !job.dryRun) await grown(dealt.created)
      return dealt !== undefined
    },

    finish: (job, at) => end(job, { state: 'done', finished_at: at, file: null }),
    fail: (job, failure, at) => end(job, { state: 'failed', failure, finished_at: at, file: null }),
  }

  async function end(
    job: OpenJob,
    values: Pick<ImportJobRow, 'state' | 'finished_at' | 'file'> & { failure?: string },
  ): Promise<void> {
    const done = values.state === 'done' ? { bytes_done: sql<number>`bytes` } : {}
    await read
      .updateTable('import_job')
      .set({ ...values, ...done })
      .where('id', '=', job.id)
      .where('state', '=', 'running')
      .execute()
  }
}

async function problemPage(
  db: Db,
  id: string,
  { limit, cursor }: Parameters<ImportJobs['problems']>[1],
): ReturnType<ImportJobs['problems']> {
  const [line = 0, seq = 0] = (cursor ?? '').split('.').map(Number)
  const rows = await db
    .selectFrom('import_problem')
    .selectAll()
    .where('job_id', '=', id)
    .where(sql<boolean>`(line, seq) > (${line}, ${seq})`)
    .orderBy('line')
    .orderBy('seq')
    .limit(limit + 1)
    .execute()
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map(problemOf), ...(last && { nextCursor: `${last.line}.${last.seq}` }) }
}

/** Where the job is, for this transaction alone; undefined once it has ended. */
async function lockedPosition(tx: Tx<ProductTables>, { id }: OpenJob): Promise<number | undefined> {
  const row = await tx
    .selectFrom('import_job')
    .select(['state', 'progress'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row?.state === 'running' ? Number(row.progress['position'] ?? 0) : undefined
}

async function keepProblems(tx: Tx<ProductTables>, { id }: OpenJob, problems: readonly FoundProblem[]): Promise<void> {
  if (problems.length === 0) return
  const { count } = await tx
    .selectFrom('import_job')
    .select(sql<number>`errors + warnings`.as('count'))
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const rows = problems.slice(0, Math.max(0, PROBLEMS_MAX - count)).map(({ column, message, ...problem }) => ({
    ...problem,
    column_name: column ?? null,
    message: message.toWellFormed(),
  }))
  await sql`
    insert into import_problem (job_id, line, column_name, handle, severity, code, message)
    select ${id}, line, column_name, handle, severity, code, message
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p (line integer, column_name text, handle text, severity text, code text, message text)`.execute(
    tx,
  )
}

async function countIn(tx: Tx<ProductTables>, { id }: OpenJob, batch: Batch, dealt: Dealt): Promise<void> {
  const errors = batch.problems.filter(({ severity }) => severity === 'error').length
  await sql`
    update import_job set progress = jsonb_set(progress, '{position}', to_jsonb(${batch.to}::integer)), bytes_done = greatest(bytes_done, ${batch.bytesDone}),
      created = created + ${dealt.created}, updated = updated + ${dealt.updated}, unchanged = unchanged + ${dealt.unchanged},
      rejected = rejected + ${dealt.rejected + batch.rejected}, variants = variants + ${dealt.variants}, images = images + ${dealt.images},
      stock = stock + ${dealt.stock}, errors = errors + ${errors}, warnings = warnings + ${batch.problems.length - errors}
    where id = ${id}`.execute(tx)
}

const jobOf = (row: ImportJobRow): ImportJob => ({
  id: row.id,
  name: row.name,
  dryRun: row.dry_run,
  state: row.state,
  bytes: row.bytes,
  bytesDone: row.bytes_done,
  products: { created: row.created, updated: row.updated, unchanged: row.unchanged, rejected: row.rejected },
  variants: row.variants,
  images: row.images,
  stock: row.stock,
  errors: row.errors,
  warnings: row.warnings,
  ...(row.failure !== null && { failure: row.failure }),
  startedAt: row.started_at.toISOString(),
  ...(row.finished_at && { finishedAt: row.finished_at.toISOString() }),
})

interface ProblemRow {
  readonly line: number
  readonly column_name: string | null
  readonly handle: string | null
  readonly severity: 'error' | 'warning'
  readonly code: string
  readonly message: string
}

const problemOf = ({ line, column_name, handle, severity, code, message }: ProblemRow): ImportProblem => ({
  line,
  ...(column_name !== null && { column: column_name }),
  ...(handle !== null && { handle }),
  severity,
  code,
  message,
})
