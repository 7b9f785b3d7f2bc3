import pg from 'pg'
import type { Logger } from './telemetry.ts'

pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Each connection is a process of some megabytes at the server. */
const IDLE_MS = 10_000
const CONNECT_TIMEOUT_MS = 5_000

/** Connections to one database, made when first used. A server that drops them costs the queries under way, never the process. */
export function openPool(url: string, options: { name: string; max: number; log: Logger }): pg.Pool {
  const { name, max, log } = options
  const pool = new pg.Pool({
    connectionString: url,
    max,
    idleTimeoutMillis: IDLE_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: name,
  })
  const lost = (error: Error) => log.warn({ error: error.message }, 'database connection lost')
  pool.on('error', lost)
  // The pool listens to idle connections only: one that is lost between two statements of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', lost))
  return pool
}
