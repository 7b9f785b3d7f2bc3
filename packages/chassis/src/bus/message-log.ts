import { randomUUID } from 'node:crypto'
import type { Envelope } from '@mallhive/contract'
import { sql, type Kysely } from 'kysely'
import { CHANNEL } from './bell.ts'

const BATCH_MAX = 200
const LEASE_SECONDS = 15
const KEPT_DAYS = 7

/** A place in the log: everything up to it has been read. */
export interface Cursor {
  readonly xid: string
  readonly seq: number
}
export interface Page {
  readonly envelopes: readonly Envelope[]
  readonly next: Cursor
}
export type MessageLog = ReturnType<typeof messageLog>

/**
 * The log's table and how far each group has read. Sequence numbers can commit out of order, so readers stay below the oldest
 * transaction still open (`pg_snapshot_xmin`) and order by transaction: nothing that commits late is skipped.
 */
export function messageLog(db: Kysely<object>) {
  /** This member of every group it reads for. */
  const member = randomUUID()
  const leaseEnd = sql`now() + make_interval(secs => ${LEASE_SECONDS})`

  return {
    /** Stores events in their order and rings for those who read their types. */
    async put(envelopes: readonly Envelope[]): Promise<void> {
      await sql`
        with stored as (
          insert into message (type, envelope)
          select value ->> 'type', value from jsonb_array_elements(${JSON.stringify(envelopes)}::jsonb) with ordinality as given (value, position) order by position
        )
        select pg_notify(${CHANNEL}, ${[...new Set(envelopes.map(({ type }) => type))].join(',')})`.execute(db)
    },

    /** Becomes the group's reader. Undefined while another member is. */
    async takeLease(group: string): Promise<Cursor | undefined> {
      const { rows } = await sql<Cursor>`
        insert into subscription (name, holder, held_until) values (${group}, ${member}, ${leaseEnd})
        on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
        where subscription.holder = excluded.holder or subscription.held_until < now()
        returning xid::text, seq`.execute(db)
      return rows[0]
    },

    /** Stores how far the group has read, and holds on to the lease. Undefined when another member has it by now. */
    async moveTo(group: string, { xid, seq }: Cursor): Promise<Cursor | undefined> {
      const { rows } = await sql<Cursor>`
        update subscription set xid = ${xid}::xid8, seq = ${seq}, held_until = ${leaseEnd}
        where name = ${group} and holder = ${member} returning xid::text, seq`.execute(db)
      return rows[0]
    },

    /** The next events of these types. All others below the oldest open transaction are passed by. */
    async readAfter({ xid, seq }: Cursor, types: readonly string[]): Promise<Page> {
      const { rows } = await sql<{ head: string; xid: string | null; seq: number; envelope: Envelope }>`
        select h.xid::text as head, m.xid::text as xid, m.seq, m.envelope
        from (select pg_snapshot_xmin(pg_current_snapshot()) as xid) h left join lateral (
          select message.xid, message.seq, envelope from message
          where (message.xid, message.seq) > (${xid}::xid8, ${seq}::bigint) and message.xid < h.xid and type = any(${types}::text[])
          order by message.xid, message.seq limit ${BATCH_MAX}) m on true
        order by m.xid, m.seq`.execute(db)
      const found = rows.flatMap(({ xid, seq, envelope }) => (xid === null ? [] : [{ xid, seq, envelope }]))
      const last = found.length === BATCH_MAX ? found.at(-1) : undefined
      return { envelopes: found.map(({ envelope }) => envelope), next: last ?? { xid: rows[0]!.head, seq: 0 } }
    },

    /** The place behind everything that was stored before a moment. */
    async cursorAt(since: Date): Promise<Cursor> {
      const { rows } = await sql<Cursor>`
        select xid::text, seq from message where at < ${since} order by message.xid desc, message.seq desc limit 1`.execute(
        db,
      )
      return rows[0] ?? { xid: '0', seq: 0 }
    },

    async ping(): Promise<void> {
      await sql`select 1`.execute(db)
    },

    /** Forgets what everybody has had a week to read. */
    async sweep(): Promise<void> {
      await sql`delete from message where at < now() - make_interval(days => ${KEPT_DAYS})`.execute(db)
    },
  }
}
