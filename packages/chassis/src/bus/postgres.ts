import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope } from '@mallhive/contract'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { migrate } from '../migrations.ts'
import { withNamedStatements } from '../named-statements.ts'
import { openPool } from '../pool.ts'
import type { Logger } from '../telemetry.ts'
import { CHANNEL, openBell } from './bell.ts'
import type { Bus, Deliver } from './bus.ts'

const POOL_MAX = 6
const BATCH_MAX = 200
const POLL_MS = 4_000
const LOOK_AGAIN_MS = 10
const AGAIN_AFTER_MS = 500
const LEASE_SECONDS = 15
const RENEW_AFTER_MS = 5_000
const KEPT_DAYS = 7

interface Cursor {
  readonly xid: string
  readonly seq: number
}
interface Page {
  readonly envelopes: readonly Envelope[]
  /** Up to here all is read. */
  readonly next: Cursor
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
  const leaseEnd = sql`now() + make_interval(secs => ${LEASE_SECONDS})`
  const bell = await openBell(url, log, stopping.signal)
  running.push(sweep())

  return {
    async publish(envelopes) {
      if (envelopes.length === 0) return
      await sql`
        with stored as (
          insert into message (type, envelope)
          select value ->> 'type', value from jsonb_array_elements(${JSON.stringify(envelopes)}::jsonb) with ordinality as given (value, position) order by position
        )
        select pg_notify(${CHANNEL}, ${[...new Set(envelopes.map(({ type }) => type))].join(',')})`.execute(db)
    },
    async subscribe(group, types, deliver) {
      running.push(repeat(types, readerOf(group, types, deliver)))
    },
    async follow(types, since, deliver) {
      let cursor: Cursor | undefined
      const step = async () => {
        const page = await readAfter((cursor ??= await cursorAt(since)), types)
        if (page.envelopes.length > 0) await deliver(page.envelopes)
        cursor = page.next
        return page.envelopes.length > 0
      }
      running.push(repeat(types, step))
    },
    ping: async () => void (await sql`select 1`.execute(db)),
    async close() {
      stopping.abort()
      bell.ringAll()
      await Promise.all(running)
      await bell.close()
      await db.destroy()
    },
  }

  /**
   * Runs `step` until the bus closes: at once while there was something, else when the bell rings, or after some seconds. What rang may hide
   * behind an older transaction for a moment: after a ring without anything to read it looks again soon, and then less and less often.
   */
  async function repeat(types: readonly string[], step: () => Promise<boolean>): Promise<void> {
    const ear = bell.ear(types)
    let rest = POLL_MS
    while (!stopping.signal.aborted) {
      const heard = ear.rings()
      try {
        if (await step()) {
          rest = POLL_MS
          continue
        }
        await ear.wait(rest, heard)
        rest = ear.rings() > heard ? LOOK_AGAIN_MS : Math.min(rest * 2, POLL_MS)
      } catch (error) {
        if (stopping.signal.aborted) return
        log.warn({ error: (error as Error).message }, 'bus delivery failed, comes again')
        await pause(AGAIN_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }

  /**
   * One reader a group at a time: the subscription's row is leased, so order holds over several processes. While the lease is surely ours
   * the position is known without asking for it.
   */
  function readerOf(group: string, types: readonly string[], deliver: Deliver): () => Promise<boolean> {
    let cursor: Cursor | undefined
    let renewAt = 0
    return async () => {
      if (!cursor || Date.now() >= renewAt) {
        cursor = cursor ? await moveTo(group, cursor) : await takeLease(group)
        renewAt = Date.now() + RENEW_AFTER_MS
      }
      if (!cursor) return false
      const page = await readAfter(cursor, types)
      if (page.envelopes.length > 0) {
        await deliver(page.envelopes)
        cursor = await moveTo(group, page.next)
      } else cursor = page.next
      return page.envelopes.length > 0
    }
  }

  async function takeLease(group: string): Promise<Cursor | undefined> {
    const { rows } = await sql<Cursor>`
      insert into subscription (name, holder, held_until) values (${group}, ${member}, ${leaseEnd})
      on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
      where subscription.holder = excluded.holder or subscription.held_until < now()
      returning xid::text, seq`.execute(db)
    return rows[0]
  }

  /** Stores how far the group has read, and holds on to the lease. Undefined when another member has it by now. */
  async function moveTo(group: string, { xid, seq }: Cursor): Promise<Cursor | undefined> {
    const { rows } = await sql<Cursor>`
      update subscription set xid = ${xid}::xid8, seq = ${seq}, held_until = ${leaseEnd}
      where name = ${group} and holder = ${member} returning xid::text, seq`.execute(db)
    return rows[0]
  }

  /** The next events of these types. All others below the oldest open transaction are passed by. */
  async function readAfter({ xid, seq }: Cursor, types: readonly string[]): Promise<Page> {
    const { rows } = await sql<{ head: string; xid: string | null; seq: number; envelope: Envelope }>`
      select h.xid::text as head, m.xid::text as xid, m.seq, m.envelope
      from (select pg_snapshot_xmin(pg_current_snapshot()) as xid) h left join lateral (
        select message.xid, message.seq, envelope from message
        where (message.xid, message.seq) > (${xid}::xid8, ${seq}::bigint) and message.xid < h.xid and type = any(${types}::text[])
        order by message.xid, message.seq limit ${BATCH_MAX}) m on true
      order by m.xid, m.seq`.execute(db)
    const found = rows.flatMap(({ xid, seq, envelope }) => (xid === null ? [] : [{ xid, seq, envelope }]))
    const isFull = found.length === BATCH_MAX
    const last = found.at(-1)
    const next = isFull && last ? { xid: last.xid, seq: last.seq } : { xid: rows[0]!.head, seq: 0 }
    return { envelopes: found.map(({ envelope }) => envelope), next }
  }

  async function cursorAt(since: Date): Promise<Cursor> {
    const { rows } =
      await sql<Cursor>`select xid::text, seq from message where at < ${since} order by message.xid desc, message.seq desc limit 1`.execute(
        db,
      )
    return rows[0] ?? { xid: '0', seq: 0 }
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
