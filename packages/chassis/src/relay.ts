import { sql } from 'kysely'
import type { Envelope } from '@mallhive/contract'
import type { Bus } from './bus/bus.ts'
import type { Database } from './database.ts'
import { holdLease } from './lease.ts'
import { loop, type Loop } from './loop.ts'
import type { Logger, Metrics } from './telemetry.ts'

const BATCH_MAX = 500
/** Only a safety net: each commit that leaves events pokes, and a start looks at once. */
const POLL_MS = 20_000
const LEASE_SECONDS = 3
const RENEW_AFTER_MS = 1_000
/** While another process moves events, ours too: looked at again so soon, in case that it has died. */
const LOOK_AGAIN_MS = 500

/**
 * Moves the outbox to the bus: read, publish, delete, three statements a batch. No transaction is open while publishing; a crash in between
 * publishes twice, and the inbox of each consumer makes that once. The lease only saves work: two relays at once repeat events but never
 * reorder what was not seen yet.
 */
export function relay<T>(database: Database<T>, bus: Bus, log: Logger, metrics: Metrics): Loop {
  const isMine = rememberedLease(database)
  const moving = loop('relay', POLL_MS, moveAll, log)
  database.onPublished(() => moving.poke())
  return moving

  async function moveAll(): Promise<void> {
    for (;;) {
      const moved = await moveBatch(database, bus, metrics, isMine)
      if (moved === 'not ours') setTimeout(() => moving.poke(), LOOK_AGAIN_MS).unref()
      if (moved !== BATCH_MAX) return
    }
  }
}

async function moveBatch<T>(
  { read }: Database<T>,
  bus: Bus,
  metrics: Metrics,
  isMine: () => Promise<boolean>,
): Promise<number | 'not ours'> {
  const { rows } = await sql<{
    seq: number
    envelope: Envelope
  }>`select seq, envelope from outbox order by seq limit ${BATCH_MAX}`.execute(read)
  metrics.outboxWaiting.set(rows.length)
  if (rows.length === 0) return 0
  if (!(await isMine())) return 'not ours'
  await bus.publish(rows.map((row) => row.envelope))
  await sql`delete from outbox where seq = any(${rows.map((row) => row.seq)}::bigint[])`.execute(read)
  metrics.outboxWaiting.set(0)
  return rows.length
}

/** Asks for the lease again only when some of its time has gone. */
function rememberedLease<T>({ read }: Database<T>): () => Promise<boolean> {
  let renewAt = 0
  return async () => {
    if (Date.now() < renewAt) return true
    const now = Date.now()
    const isHeld = await holdLease(read, 'relay', LEASE_SECONDS)
    if (isHeld) renewAt = now + RENEW_AFTER_MS
    return isHeld
  }
}
