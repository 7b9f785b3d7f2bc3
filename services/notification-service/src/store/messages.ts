import type { Database, Tx } from '@mallhive/chassis'
import { sql, type Kysely, type Selectable } from 'kysely'
import { notificationFailed, notificationSent } from '../../contract/events.ts'
import type { NotificationTables } from './tables.ts'

/** Why it did not leave: in words for everybody, and word for word for staff. */
export interface Why {
  readonly reason: string
  readonly detail: string
}

/** With the waits between them: some three days, so that a weekend without a mail server loses nothing. */
const ATTEMPTS_MAX = 80
const WAIT_SECONDS_MAX = 3_600
const DATA_KEPT_DAYS = 30

export type MessageRow = Selectable<NotificationTables['message']>

export interface Claim {
  readonly messages: readonly MessageRow[]
  /** When the next of those that were not due comes due, by what is known now. */
  readonly nextAt: Date | null
}

export interface Messages {
  find(id: string): Promise<MessageRow | undefined>
  /** Newest first, after a position. */
  page(asked: { key?: string; before?: string; limit: number }): Promise<readonly MessageRow[]>
  /** Takes what is due for this process; whoever dies with it loses it after `leaseSeconds`. One statement. */
  claim(now: Date, limit: number, leaseSeconds: number): Promise<Claim>
  /** Notes it and states its event: one statement for all that are noted at the same time. */
  sent(message: MessageRow, now: Date): Promise<void>
  /** Given up: it will not be tried again. Nothing happens when another process has taken it over meanwhile. */
  failed(message: MessageRow, why: Why, now: Date): Promise<void>
  /** Tries again, twice as late each time up to an hour; given up after some three days. Nothing happens when another process has taken it over. */
  later(message: MessageRow, why: Why, now: Date): Promise<void>
  /** Forgets what old messages were filled with; their keys stay, so that none is sent again. */
  sweep(now: Date): Promise<void>
}

export function postgresMessages(database: Database<NotificationTables>): Messages {
  const { read } = database
  const sent = database.batched<{ id: string; now: Date }, object>({
    columns: 'id uuid, now timestamptz',
    parts: `
      locked as materialized (select message.id, n, now from message join given using (id) where state = 'queued' order by id for update of message),
      done as (
        update message set state = 'sent', sent_at = locked.now, due_at = null, last_error = null
        from locked where message.id = locked.id returning locked.n)`,
    key: ({ id }) => id,
  })
  return {
    find: (id) => read.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst(),
    async page({ key, before, limit }) {
      let query = read.selectFrom('message').selectAll()
      if (key !== undefined) query = query.where('key', '=', key)
      if (before !== undefined) query = query.where('id', '<', before)
      return query.orderBy('id', 'desc').limit(limit).execute()
    },
    async claim(now, limit, leaseSeconds) {
      const until = new Date(now.getTime() + leaseSeconds * 1000)
      const { rows } = await sql<(MessageRow | { [Column in keyof MessageRow]: null }) & { next_at: Date | null }>`
        with claimed as (
          update message set attempts = attempts + 1, due_at = ${until}
          where id in (select id from message where due_at <= ${now} order by due_at limit ${limit} for update skip locked)
          returning *
        )
        select claimed.*, next.at as next_at
        from (select min(due_at) as at from message where due_at > ${now}) next left join claimed on true`.execute(read)
      const messages = rows.flatMap(({ next_at: _, ...row }) => (row.id === null ? [] : [row]))
      return { messages, nextAt: rows[0]!.next_at }
    },
    async sent({ id, key, template }, now) {
      await sent({ id, now }, [notificationSent(id, { messageId: id, key, template }, now)])
    },
    failed,
    async later(message, why, now) {
      if (message.attempts >= ATTEMPTS_MAX) return failed(message, why, now)
      const due_at = new Date(now.getTime() + waitSeconds(message.attempts) * 1000)
      await queued(read, message.id)
        .set({ due_at, last_error: why.detail })
        .where('attempts', '=', message.attempts)
        .execute()
    },
    async sweep(now) {
      const before = new Date(now.getTime() - DATA_KEPT_DAYS * 86_400_000)
      const old = read.updateTable('message').set({ data: null }).where('state', '<>', 'queued')
      await old.where('created_at', '<', before).where('data', 'is not', null).execute()
    },
  }

  async function failed({ id, key, template, attempts }: MessageRow, why: Why, now: Date): Promise<void> {
    await database.transaction(async (tx, publish) => {
      const end = { state: 'failed', due_at: null, last_error: why.detail } as const
      const { numUpdatedRows } = await queued(tx, id).set(end).where('attempts', '=', attempts).executeTakeFirst()
      if (numUpdatedRows === 0n) return
      publish(notificationFailed(id, { messageId: id, key, template, reason: why.reason }, now))
    })
  }
}

const waitSeconds = (attempts: number) => Math.min(WAIT_SECONDS_MAX, 2 ** attempts)

/** What has left or failed stays so: only a queued message changes. */
function queued(from: Database<NotificationTables>['read'] | Tx<NotificationTables>, id: string) {
  return (from as Kysely<NotificationTables>).updateTable('message').where('id', '=', id).where('state', '=', 'queued')
}
