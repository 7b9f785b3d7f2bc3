import { createHash } from 'node:crypto'
import type { Database } from '@mallhive/chassis'
import { sql } from 'kysely'
import { LOCKED_MS, WINDOW_MS, WRONG_MAX } from '../domain/sign-in-limit.ts'
import type { UserTables } from './tables.ts'

export interface SignInAttempts {
  /**
   * Counts an attempt as wrong before its password is looked at, so that attempts at the same moment cannot slip through together. Answers
   * until when the account is locked; undefined lets the attempt through.
   */
  begin(emailKey: string, now: Date): Promise<Date | undefined>
  /** It was the right password: forgets what was counted. */
  forgive(emailKey: string): Promise<void>
  sweep(now: Date): Promise<void>
}

/** One statement for an attempt, one more for the right password or when locked. */
export function signInAttempts({ read }: Database<UserTables>): SignInAttempts {
  return {
    async begin(emailKey, now) {
      const key = hashOf(emailKey)
      const windowStart = new Date(now.getTime() - WINDOW_MS)
      const lockedUntil = new Date(now.getTime() + LOCKED_MS)
      // In the update a lock that is still there has run out.
      const startsAnew = sql`(a.locked_until is not null or a.began_at <= ${windowStart})`
      const { rows } = await sql`
        insert into sign_in_attempts as a (account_key, wrong, began_at) values (${key}, 1, ${now})
        on conflict (account_key) do update set
          wrong = case when ${startsAnew} then 1 else a.wrong + 1 end,
          began_at = case when ${startsAnew} then excluded.began_at else a.began_at end,
          locked_until = case when not ${startsAnew} and a.wrong + 1 >= ${WRONG_MAX} then ${lockedUntil}::timestamptz end
        where a.locked_until is null or a.locked_until <= ${now}
        returning 1`.execute(read)
      if (rows.length > 0) return undefined
      const locked = await read
        .selectFrom('sign_in_attempts')
        .select('locked_until')
        .where('account_key', '=', key)
        .executeTakeFirst()
      return locked?.locked_until ?? now
    },
    async forgive(emailKey) {
      await read.deleteFrom('sign_in_attempts').where('account_key', '=', hashOf(emailKey)).execute()
    },
    async sweep(now) {
      const before = new Date(now.getTime() - WINDOW_MS - LOCKED_MS)
      await read.deleteFrom('sign_in_attempts').where('began_at', '<', before).execute()
    },
  }
}

/** What was typed may be anything, so it is not kept in words. */
const hashOf = (emailKey: string): Buffer => createHash('sha256').update(emailKey).digest()
