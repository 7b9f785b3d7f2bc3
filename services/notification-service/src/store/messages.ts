import type { Database, Tx } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { sql, type Selectable } from 'kysely'
import { notificationFailed, notificationSent } from '../../contract/events.ts'
import { TEMPLATE_VERSION, type NewMessage } from '../domain/message.ts'
import type { NotificationTables } from './tables.ts'

const ATTEMPTS_MAX = 16
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
  /** Given up: it will not be tried again. */
  failed(message: MessageRow, reason: string, now: Date): Promise<void>
  /** Tries again, twice as late each time up to an hour; given up after 16 attempts, which take some eight hours. */
  later(message: MessageRow, reason: string, now: Date): Promise<void>
  /** Forgets what old messages were filled with; their keys stay, so that none is sent again. */
  sweep(now: Date): Promise<void>
}

/** Queues a message as part of a transaction. One of the same key, queued or long sent, is the same: nothing happens. */
export async function queue(tx: Tx<NotificationTables>, message: NewMessage, now: Date): Promise<void> {
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
        if (await finish(tx, id, end)) publish(notificationSent(id, { messageId: id, key, template }, now))
      })
    },
    failed,
    async later(message, reason, now) {
      if (message.attempts >= ATTEMPTS_MAX) return failed(message, reason, now)
      const seconds = Math.min(WAIT_SECONDS_MAX, 2 ** message.attempts)
      const due_at = new Date(now.getTime() + seconds * 1000)
      await read
        .updateTable('message')
        .set({ due_at, last_error: reason })
        .where('id', '=', message.id)
        .where('state', '=', 'queued')
        .execute()
    },
    async sweep(now) {
      const before = new Date(now.getTime() - DATA_KEPT_DAYS * 86_400_000)
      const old = read.updateTable('message').set({ data: null }).where('state', '<>', 'queued')
      await old.where('created_at', '<', before).where('data', 'is not', null).execute()
    },
  }

  async function failed({ id, key, template }: MessageRow, reason: string, now: Date): Promise<void> {
    await database.transaction(async (tx, publish) => {
      const end = { state: 'failed', due_at: null, last_error: reason } as const
      if (await finish(tx, id, end)) publish(notificationFailed(id, { messageId: id, key, template, reason }, now))
    })
  }
}

/** False when another process has ended it meanwhile. */
async function finish(
  tx: Tx<NotificationTables>,
  id: string,
  end: Partial<NotificationTables['message']>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('message')
    .set(end)
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
