import pg from 'pg'
import type { Logger } from './telemetry.ts'

pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Each connection is a process of some megabytes at the server. */
const IDLE_MS = 10_000
const CONNECT_TIMEOUT_MS = 5_000
/** Where nothing else is said: as long as a request may take. */
const STATEMENT_MS = 15_000
/** Who has no answer so long after the server should have ended the statement is not connected to it any more. */
const SILENCE_MS = 2_000

interface PoolOptions {
  readonly name: string
  readonly max: number
  readonly log: Logger
  /** How long a statement may take. A connection without an answer for longer is given up, and the server rolls back what it held. */
  readonly statementMs?: number | undefined
  /** Sent on each new connection before anything else. */
  readonly settings?: string
}

/** Connections to one database, made when first used. A server that drops them costs the queries under way, never the process. */
export function openPool(url: string, options: PoolOptions): pg.Pool {
  const { name, max, log, statementMs = STATEMENT_MS, settings } = options
  const pool = new pg.Pool({
    connectionString: url,
    max,
    idleTimeoutMillis: IDLE_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: name,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs,
    query_timeout: statementMs + SILENCE_MS,
    ...(settings !== undefined && { onConnect: sending(settings) }),
  })
  const lost = (error: Error) => log.warn({ error: error.message }, 'database connection lost')
  pool.on('error', lost)
  // The pool listens to idle connections only: one that is lost between two statements of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', lost))
  return pool
}

/** The pool waits for what this returns, though its type does not say so. */
const sending =
  (settings: string): ((client: pg.ClientBase) => unknown) =>
  (client) =>
    client.query(settings)

/**
 * Plans by index, whatever the statistics say: plans of batched statements are kept for long, and those made while tables were empty would
 * read whole tables later. A batch that waits for a lock longer than a request may take gives up.
 */
const STATEMENT_SETTINGS = `set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off;
  set enable_mergejoin = off; set jit = off; set lock_timeout = '10s'`

/** Connections for batched statements alone. */
export const openStatementPool = (url: string, options: PoolOptions): pg.Pool =>
  openPool(url, { ...options, settings: STATEMENT_SETTINGS })

/** One connection for who may take as long as it needs, such as a migration. */
export const openPatientPool = (url: string): pg.Pool => new pg.Pool({ connectionString: url, max: 1 })

/** The driver says so when a statement had no answer: what comes next on the same connection would have none, either. */
export const isSilence = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout'
