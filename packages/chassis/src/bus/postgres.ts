import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope } from '@mallhive/contract'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { migrate } from '../migrations.ts'
import { withNamedStatements } from '../named-statements.ts'
import { openPool } from '../pool.ts'
import type { Logger } from '../telemetry.ts'
import type { Bus, Deliver } from './bus.ts'

const POOL_MAX = 6
const BATCH_MAX = 200
const POLL_MS = 1_000
const AGAIN_AFTER_MS = 500
const LEASE_SECONDS = 15
const KEPT_DAYS = 7
const CHANNEL = 'bus'

interface Cursor {
  readonly xid: string
  readonly seq: number
}

/**
 * A log in a PostgreSQL database that all services share. Sequence numbers can commit out of order, so readers stay below the oldest
 * transaction still open (`pg_snapshot_xmin`) and order by transaction: nothing that commits late is skipped.
 */
export async function postgresBus(url: string, log: Logger): Promise<Bus> {
  const pool = openPool(url, { name: 'bus', max: POOL_MAX, log })
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: withNamedStatements(pool) }) })
  await migrate(db, new URL('migrations/', import.meta.url), 'bus_migration')

  /** This member of every group it reads for. */
  const member = randomUUID()
  const stopping = new AbortController()
  const running: Promise<void>[] = []
  const bell = await listen(url, log, stopping.signal)
  running.push(sweep())

  return {
    async publish(envelopes) {
      if (envelopes.length === 0) return
      await sql`
        with stored as (
          insert into message (type, envelope)
          select value ->> 'type', value from jsonb_array_elements(${JSON.stringify(envelopes)}::jsonb) with ordinality as given (value, position) order by position
        )
        select pg_notify(${CHANNEL}, '')`.execute(db)
    },
    async subscribe(group, types, deliver) {
      running.push(repeat(() => readForGroup(group, types, deliver)))
    },
    async follow(types, since, deliver) {
      let cursor: Cursor | undefined
      running.push(
        repeat(async () => {
          cursor ??= await cursorAt(since)
          const rows = await readAfter(cursor)
          if (rows.length === 0) return false
          await hand(rows, types, deliver)
          cursor = rows.at(-1)!
          return true
        }),
      )
    },
    ping: async () => void (await sql`select 1`.execute(db)),
    async close() {
      stopping.abort()
      bell.ring()
      await Promise.all(running)
      await bell.close()
      await db.destroy()
    },
  }

  /** Runs `step` until the bus closes: at once while there was something, else when the bell rings or after a second. */
  async function repeat(step: () => Promise<boolean>): Promise<void> {
    while (!stopping.signal.aborted) {
      const heard = bell.rings()
      try {
        if (!(await step())) await bell.wait(POLL_MS, heard)
      } catch (error) {
        if (stopping.signal.aborted) return
        log.warn({ error: (error as Error).message }, 'bus delivery failed, comes again')
        await pause(AGAIN_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }

  /** One reader a group at a time: the subscription's row is leased, so order holds over several processes. */
  async function readForGroup(group: string, types: readonly string[], deliver: Deliver): Promise<boolean> {
    const until = sql`now() + make_interval(secs => ${LEASE_SECONDS})`
    const { rows: held } = await sql<Cursor>`
      insert into subscription (name, holder, held_until) values (${group}, ${member}, ${until})
      on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
      where subscription.holder = excluded.holder or subscription.held_until < now()
      returning xid::text, seq`.execute(db)
    const cursor = held[0]
    if (!cursor) return false
    const rows = await readAfter(cursor)
    const last = rows.at(-1)
    if (!last) return false
    await hand(rows, types, deliver)
    await sql`update subscription set xid = ${last.xid}::xid8, seq = ${last.seq} where name = ${group} and holder = ${member}`.execute(
      db,
    )
    return true
  }

  async function readAfter({ xid, seq }: Cursor): Promise<(Cursor & { type: string; envelope: Envelope })[]> {
    const { rows } = await sql<Cursor & { type: string; envelope: Envelope }>`
      select xid::text, seq, type, envelope from message
      where (xid, seq) > (${xid}::xid8, ${seq}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by message.xid, message.seq limit ${BATCH_MAX}`.execute(db)
    return rows
  }

  async function cursorAt(since: Date): Promise<Cursor> {
    const { rows } =
      await sql<Cursor>`select xid::text, seq from message where at < ${since} order by message.xid desc, message.seq desc limit 1`.execute(
        db,
      )
    return rows[0] ?? { xid: '0', seq: 0 }
  }

  async function hand(
    rows: readonly { type: string; envelope: Envelope }[],
    types: readonly string[],
    deliver: Deliver,
  ): Promise<void> {
    const batch = rows.flatMap(({ type, envelope }) => (types.includes(type) ? [envelope] : []))
    if (batch.length > 0) await deliver(batch)
  }

  async function sweep(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(3_600_000, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
      if (!stopping.signal.aborted)
        await sql`delete from message where at < now() - make_interval(days => ${KEPT_DAYS})`
          .execute(db)
          .catch(() => undefined)
    }
  }
}

/** Rings when something was published. Only a hint that saves waiting: a lost connection costs a second, not an event. */
async function listen(url: string, log: Logger, stopping: AbortSignal) {
  let client: pg.Client | undefined
  const waiting = new Set<() => void>()
  let rings = 0
  const ring = () => {
    rings += 1
    for (const wake of waiting) wake()
    waiting.clear()
  }
  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: 'bus-bell' })
    next.on('notification', ring)
    next.on('error', (error) => {
      log.warn({ error: error.message }, 'bus bell lost')
      if (client === next) client = undefined
      if (!stopping.aborted) setTimeout(() => void connect().catch(() => undefined), AGAIN_AFTER_MS).unref()
    })
    await next.connect()
    await next.query(`listen ${CHANNEL}`)
    client = next
  }
  await connect()
  return {
    ring,
    rings: () => rings,
    /** Waits for the next ring after the `heard` first ones. */
    wait: (ms: number, heard: number) =>
      new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        waiting.add(done)
        if (stopping.aborted || rings > heard) done()
      }),
    close: async () => void (await client?.end().catch(() => undefined)),
  }
}
