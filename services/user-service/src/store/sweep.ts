import type { Database } from '@mallhive/chassis'
import { sql } from 'kysely'
import type { UserTables } from './tables.ts'

/** A token that has expired is kept for so long, so that its reuse is still known for what it is. */
const KEPT_DAYS = 30
const AT_ONCE = 1_000

/**
 * Forgets tokens that expired long ago, sessions with the last of their tokens, and guests with the last of their sessions: nothing opens
 * such a guest any more, and what others keep under their id, a cart or orders, is theirs to keep or let go. Registered users stay.
 * A thousand tokens a transaction; a guest who registers at the same moment is not one by the time their row is looked at.
 */
export async function sweepSessions(database: Database<UserTables>, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000)
  let swept = AT_ONCE
  while (swept === AT_ONCE)
    swept = await database.transaction(async (tx) => {
      const { rows: tokens } = await sql<{ session_id: string }>`
        delete from refresh_token where hash in
          (select hash from refresh_token where expires_at < ${before} limit ${AT_ONCE} for update skip locked)
        returning session_id`.execute(tx)
      const { rows: sessions } = await sql<{ user_id: string }>`
        delete from session where id = any (${unique(tokens.map(({ session_id }) => session_id))}::uuid[])
          and not exists (select from refresh_token where session_id = session.id)
        returning user_id`.execute(tx)
      await sql`
        delete from account where id = any (${unique(sessions.map(({ user_id }) => user_id))}::uuid[])
          and kind = 'guest' and not exists (select from session where user_id = account.id)`.execute(tx)
      return tokens.length
    })
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)]
