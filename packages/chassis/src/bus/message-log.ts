import type { Envelope } from '@mallhive/contract'
import { sql, type Kysely } from 'kysely'
import { CHANNEL, lives } from './bell.ts'

const BATCH_MAX = 200
/** Of a member that is cut off without its connections ending; one that dies loses its groups with its bell's connection, at once. */
const LEASE_SECONDS = 25
const KEPT_DAYS = 7

/** A place in the log: everything up to it has been read. */
export interface Cursor {
  readonly xid: string
  readonly seq: number
}
export interface Page {
  readonly envelopes: readonly Envelope[]
  readonly next: Cursor
  /** Nothing can be read, and yet events are stored: behind a transaction that is still open. Its end rings no bell. */
  readonly isAllHidden: boolean
}
export type MessageLog = ReturnType<typeof messageLog>

/**
 * The log's table and how far each group has read. Sequence numbers can commit out of order, so readers stay below the oldest
 * transaction still open (`pg_snapshot_xmin`) and order by transaction: nothing that commits late is skipped. `member` is this process, as
 * the reader of its groups.
 */
export function messageLog(db: Kysely<object>, member: string) {
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

    /** Becomes the group's reader. Undefined while another member is that lives, as its bell's connection shows. */
    async takeLease(group: string): Promise<Cursor | undefined> {
      const { rows } = await sql<Cursor>`
        insert into subscription (name, holder, held_until) values (${group}, ${member}, ${leaseEnd})
        on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
        where subscription.holder = excluded.holder or subscription.held_until < now()
          or not ${lives('subscription.holder')}
        returning xid::text, seq`.execute(db)
      return rows[0]
    },

    /** The next events of these types. All others below the oldest open transaction are passed by. */
    async readAfter(cursor: Cursor, types: readonly string[]): Promise<Page> {
      return pageOf((await sql<Found>`${next(cursor, types)}`.execute(db)).rows)!
    },

    /**
     * Stores how far the group has read, holds on to the lease and reads on, in one statement. Undefined, with nothing stored, when another
     * member has the group by now.
     */
    async moveAndRead(group: string, cursor: Cursor, types: readonly string[]): Promise<Page | undefined> {
      const { rows } = await sql<Found>`
        with held as (
          update subscription set xid = ${cursor.xid}::xid8, seq = ${cursor.seq}, held_until = ${leaseEnd}
          where name = ${group} and holder = ${member} returning name
        )
        select page.* from held, (${next(cursor, types)}) page order by page.xid::xid8, page.seq`.execute(db)
      return pageOf(rows)
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

interface Found {
  readonly head: string
  readonly is_all_hidden: boolean
  readonly xid: string | null
  readonly seq: number
  readonly envelope: Envelope
}

/** A row for each event, or one without: each tells the oldest open transaction, that one whether events wait behind it. */
const next = ({ xid, seq }: Cursor, types: readonly string[]) => sql`
  select h.xid::text as head, m.xid::text as xid, m.seq, m.envelope,
    m.xid is null and exists (select from message where message.xid >= h.xid and type = any(${types}::text[])) as is_all_hidden
  from (select pg_snapshot_xmin(pg_current_snapshot()) as xid) h left join lateral (
    select message.xid, message.seq, envelope from message
    where (message.xid, message.seq) > (${xid}::xid8, ${seq}::bigint) and message.xid < h.xid and type = any(${types}::text[])
    order by message.xid, message.seq limit ${BATCH_MAX}) m on true
  order by m.xid, m.seq`

function pageOf(rows: readonly Found[]): Page | undefined {
  if (!rows[0]) return undefined
  const { head, is_all_hidden: isAllHidden } = rows[0]
  const found = rows.flatMap(({ xid, seq, envelope }) => (xid === null ? [] : [{ xid, seq, envelope }]))
  const last = found.length === BATCH_MAX ? found.at(-1) : undefined
  return { envelopes: found.map(({ envelope }) => envelope), next: last ?? { xid: head, seq: 0 }, isAllHidden }
}
