import pg from 'pg'

/** What batched statements of the services use too: plans by index, whatever the statistics of young tables say. */
const PLANS =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off'

/** Connections for limits. Idle ones are kept, so that nobody pays for connecting. */
export function limitPool(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, idleTimeoutMillis: 0, options: PLANS })
  // An idle connection that the server drops is replaced; without a listener it would end the process.
  pool.on('error', (error) => process.stderr.write(`${error.message}\n`))
  return pool
}
