import type { Database } from '@mallhive/chassis'
import { refreshEnd, SESSION_DAYS_MAX } from '../domain/session.ts'
import { hashOf, inJson, newRefreshToken } from '../tokens/refresh-token.ts'
import type { Begun } from './sessions.ts'
import { userOf, type AccountRow, type UserTables } from './tables.ts'

interface Input {
  readonly hash: string
  readonly next_hash: string
  readonly now: Date
  readonly expires_at: Date
}
type Refreshed = AccountRow & { readonly session_id: string; readonly expires_at: Date }

/**
 * Exchanges a token that was not used yet, of a session that goes on: one statement, shared by all that refresh at the same time. Undefined
 * is the answer to every other token: used before, expired, unknown, of an ended session.
 */
export function refreshing(
  database: Database<UserTables>,
  refreshDays: number,
): (token: string, now: Date) => Promise<Begun | undefined> {
  const exchange = database.batched<Input, Refreshed>({
    columns: 'hash bytea, next_hash bytea, now timestamptz, expires_at timestamptz',
    parts: EXCHANGED,
    key: ({ hash }) => hash,
  })
  return async (token, now) => {
    const { refreshToken, hash } = newRefreshToken()
    const latest = new Date(now.getTime() + SESSION_DAYS_MAX * 86_400_000)
    const done = await exchange({
      hash: inJson(hashOf(token)),
      next_hash: inJson(hash),
      now,
      expires_at: refreshEnd(now, refreshDays, latest),
    })
    return done && { sessionId: done.session_id, user: userOf(done), refreshToken, refreshExpiresAt: done.expires_at }
  }
}

/**
 * The family's lock first, in the order of sessions: who ends it at the same moment is waited for, and seen. Of two who show one token the
 * second finds it used.
 */
const EXCHANGED = `
  live as materialized (
    select n, hash, next_hash, now, least(given.expires_at, ends_at) as expires_at, session.id as session_id, user_id
    from given join refresh_token as token using (hash) join session on session.id = token.session_id
    where used_at is null and token.expires_at > now and ended_at is null and ends_at > now
    order by session.id for update of session),
  used as (
    update refresh_token as token set used_at = live.now from live where token.hash = live.hash and token.used_at is null
    returning live.*),
  kept as (
    insert into refresh_token (hash, session_id, parent, expires_at) select next_hash, session_id, hash, expires_at from used),
  done as (select n, session_id, expires_at, account.* from used join account on account.id = used.user_id)`
