import type { Database, Tx } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { sql, type Kysely, type Selectable } from 'kysely'
import { notificationFailed, notificationSent } from '../../contract/events.ts'
import { TEMPLATE_VERSION, type NewMessage } from '../domain/message.ts'
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

export interface Messages {
  find(id: string): Promise<MessageRow | undefined>
  /** Newest first, after a position. */
  page(asked: { key?: string; before?: string; limit: number }): Promise<readonly MessageRow[]>
  /** Takes what is due for this process; whoever dies with it loses it after `leaseSeconds`. */
  claim(now: Date, limit: number, leaseSeconds: number): Promise<readonly MessageRow[]>
  sent(message: MessageRow, now: Date): Promise<void>
  /** Given up: it will not be tried again. Nothing happens when another process has taken it over meanwhile. */
  failed(message: MessageRow, why: Why, now: Date): Promise<void>
  /** Tries again, twice as late each time up to an hour; given up after some three days. Nothing happens when another process has taken it over. */
  later(message: MessageRow, why: Why, now: Date): Promise<void>
  /** Forgets what old messages were filled with; their keys stay, so that none is sent again. */
  sweep(now: Date): Promise<void>
}

/** Queues a message as part of a transaction. One of the same key, queued or long sent, is the same: nothing happens. */
export async function queue(
  tx: Tx<NotificationTables>,
  message: NewMessage & { subject: string },
  now: Date,
): Promise<void> {
  const { key, template, to, language, subject, data } = message
  await tx
    .insertInto('message')
    .values({
      ...{ id: newId(), key, template, template_version: TEMPLATE_VERSION, recipient: to, language, subject },
      ...{ data: sql`${JSON.stringify(data)}::jsonb`, state: 'queued', attempts: 0, last_error: null },
      ...{ due_at: now, created_at: now, sent_at: null },
    })
    .onConflict((on) => on.column('key').doNothing())
    .execute()
}

export function postgresMessages(database: Database<NotificationTables>): Messages {
  const { read } = database
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
      const { rows } = await sql<MessageRow>`
        update message set attempts = attempts + 1, due_at = ${until}
        where id in (select id from message where due_at <= ${now} order by due_at limit ${limit} for update skip locked)
        returning *`.execute(read)
      return rows
    },
    async sent({ id, key, template }, now) {
      await database.transaction(async (tx, publish) => {
        const end = { state: 'sent', sent_at: now, due_at: null, last_error: null } as const
        const { numUpdatedRows } = await queued(tx, id).set(end).executeTakeFirst()
        if (numUpdatedRows > 0n) publish(notificationSent(id, { messageId: id, key, template }, now))
      })
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
