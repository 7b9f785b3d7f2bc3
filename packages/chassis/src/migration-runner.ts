import { setTimeout as pause } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'

/** The first line of a migration that runs outside of a transaction: `create index concurrently if not exists` and the like, one statement each. */
const ALONE = '-- outside of a transaction'
const INDEX = /\bindex\s+concurrently\s+(?:if\s+(?:not\s+)?exists\s+)?"?(\w+)/i

/** Whoever wants to use a table waits behind a migration that waits for it: no longer than this. */
const LOCK_TIMEOUT = '1s'
const LOCK_TRIES_MAX = 120
/** Between two tries everybody else comes through. */
const AGAIN_AFTER_MS = 1_000
const [LOCK_NOT_AVAILABLE, DEADLOCK] = ['55P03', '40P01']

const TURN_POLL_MS = 100
const TURN_PATIENCE_MS = 3_600_000

export interface MigrationFile {
  readonly name: string
  readonly text: string
}

/**
 * Runs migrations that have not run yet, each in a transaction of its own, noted in `table` once and for ever. Safe when several start at once,
 * and while the version before still serves: none waits for a lock longer than requests can bear, but lets go and tries again.
 * @param db a single connection
 */
export async function runMigrations<T>(db: Kysely<T>, files: readonly MigrationFile[], table: string): Promise<void> {
  await takeTurn(db, table)
  try {
    await sql`create table if not exists ${sql.table(table)} (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
      db,
    )
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db)
    const done = new Set(rows.map(({ name }) => name))
    for (const file of files.filter(({ name }) => !done.has(name))) {
      try {
        await (file.text.startsWith(ALONE) ? alone(db, file, table) : together(db, file, table))
      } catch (cause) {
        throw new Error(`migration ${file.name} failed: ${(cause as Error).message}`, { cause })
      }
    }
  } finally {
    await sql`select pg_advisory_unlock(${key(table)})`.execute(db)
  }
}

const key = (table: string) => sql`hashtextextended(${`migrations of ${table}`}, 0)`

/** Asks again and again instead of waiting in one statement: an index that is made concurrently would wait for that statement, and it for the index. */
async function takeTurn<T>(db: Kysely<T>, table: string): Promise<void> {
  const giveUpAt = Date.now() + TURN_PATIENCE_MS
  for (;;) {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${key(table)}) as mine`.execute(db)
    if (rows[0]?.mine) return
    if (Date.now() > giveUpAt) throw new Error(`somebody else has been migrating ${table} for too long`)
    await pause(TURN_POLL_MS)
  }
}

async function together<T>(db: Kysely<T>, { name, text }: MigrationFile, table: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await db.transaction().execute(async (tx) => {
        await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT)}`.execute(tx)
        await sql.raw(text).execute(tx)
        await note(tx, name, table)
      })
      return
    } catch (error) {
      const { code } = error as { code?: string }
      if ((code !== LOCK_NOT_AVAILABLE && code !== DEADLOCK) || tries === LOCK_TRIES_MAX) throw error
      await pause(AGAIN_AFTER_MS)
    }
  }
}

/** What it makes is there or not before it is noted, so it says `if not exists`. A half-made index of an earlier try is in the way. */
async function alone<T>(db: Kysely<T>, { name, text }: MigrationFile, table: string): Promise<void> {
  const index = INDEX.exec(text)?.[1]
  if (index !== undefined) {
    const { rows } = await sql`
      select from pg_index where indexrelid = to_regclass(${`"${index}"`}) and not indisvalid`.execute(db)
    if (rows.length > 0) await sql`drop index concurrently if exists ${sql.id(index)}`.execute(db)
  }
  await sql.raw(text).execute(db)
  await note(db, name, table)
}

const note = <T>(db: Kysely<T>, name: string, table: string) =>
  sql`insert into ${sql.table(table)} (name, timestamp) values (${name}, ${new Date().toISOString()})`.execute(db)
