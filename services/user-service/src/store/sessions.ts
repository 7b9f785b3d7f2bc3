import type { Database, Publish, Tx } from '@mallhive/chassis'
import { sql } from 'kysely'
import { sessionRevoked, type User } from '../../contract/index.ts'
import { judgeRefresh, refreshEnd, revokedUntil, sessionEnd } from '../domain/session.ts'
import { hashOf, newRefreshToken } from '../tokens/refresh-token.ts'
import { refreshing } from './refreshing.ts'
import { userOf, type UserTables } from './tables.ts'

/** A session that goes on: the only place where the refresh token itself is seen. */
export interface Begun {
  readonly sessionId: string
  readonly user: User
  readonly refreshToken: string
  readonly refreshExpiresAt: Date
}
export type EndedBecause =
  | 'signed-out'
  | 'signed-out-everywhere'
  | 'password-changed'
  | 'registered'
  | 'roles-changed'
  | 'reuse'

export interface Sessions {
  /** Exchanges a refresh token for the next. Undefined when it is good for nothing (any more). */
  refresh(token: string, now: Date): Promise<Begun | undefined>
  /** Ends sessions of a user that have not ended yet: one, all, or all but one. */
  end(which: Ending, because: EndedBecause, now: Date): Promise<void>
}
export interface Ending {
  readonly userId: string
  readonly only?: string
  readonly except?: string
}

export function sessionStore(database: Database<UserTables>, refreshDays: number): Sessions {
  const exchange = refreshing(database, refreshDays)
  return {
    // What is no plain exchange is judged at leisure: a repeat, an old token, a session that has ended.
    refresh: async (token, now) =>
      (await exchange(token, now)) ??
      database.transaction(async (tx, publish) => {
        const hash = hashOf(token)
        const family = await tx
          .selectFrom('refresh_token')
          .select('session_id')
          .where('hash', '=', hash)
          .executeTakeFirst()
        if (!family) return undefined
        // The family's lock first: two refreshes of one family come one after the other, also when they show different tokens.
        const session = await lockSession(tx, family.session_id)
        if (!session || session.ended_at || session.ends_at <= now) return undefined
        const verdict = judgeRefresh(await readToken(tx, hash), now)
        if (verdict === 'expired') return undefined
        if (verdict === 'reuse') {
          await endSessions(tx, publish, { userId: session.user_id, only: session.id }, 'reuse', now)
          return undefined
        }
        await tx
          .updateTable('refresh_token')
          .set({ used_at: now })
          .where('hash', '=', hash)
          .where('used_at', 'is', null)
          .execute()
        return addToken(tx, session, { parent: hash, now, refreshDays })
      }),
    end: (which, because, now) => database.transaction((tx, publish) => endSessions(tx, publish, which, because, now)),
  }
}

/**
 * Begins a session under this id, or goes on with the one that was begun under it: a repeated sign-in has the same session and other
 * tokens. Undefined when that session has ended meanwhile, or is somebody else's.
 */
export async function beginSession(
  tx: Tx<UserTables>,
  { id, userId, now, refreshDays }: { id: string; userId: string; now: Date; refreshDays: number },
): Promise<(Begun & { readonly isNew: boolean }) | undefined> {
  const begun = await tx
    .insertInto('session')
    .values({ id, user_id: userId, began_at: now, ends_at: sessionEnd(now), ended_at: null, ended_because: null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  const session = await lockSession(tx, id)
  if (!session || session.ended_at || session.user_id !== userId) return undefined
  return { ...(await addToken(tx, session, { parent: null, now, refreshDays })), isNew: begun !== undefined }
}

/** Ends sessions and states it in the same transaction, so that every service refuses their access tokens. */
export async function endSessions(
  tx: Tx<UserTables>,
  publish: Publish,
  { userId, only, except }: Ending,
  because: EndedBecause,
  now: Date,
): Promise<void> {
  let sessions = tx.selectFrom('session').select('id').where('user_id', '=', userId).where('ended_at', 'is', null)
  if (only !== undefined) sessions = sessions.where('id', '=', only)
  if (except !== undefined) sessions = sessions.where('id', '!=', except)
  const ids = (await sessions.orderBy('id').forUpdate().execute()).map(({ id }) => id)
  if (ids.length === 0) return
  await tx.updateTable('session').set({ ended_at: now, ended_because: because }).where('id', 'in', ids).execute()
  const tokensExpireAt = revokedUntil(now).toISOString()
  for (const sessionId of ids) publish(sessionRevoked(sessionId, { sessionId, userId, tokensExpireAt }, now))
}

type SessionRow = NonNullable<Awaited<ReturnType<typeof lockSession>>>

const lockSession = (tx: Tx<UserTables>, id: string) =>
  tx
    .selectFrom('session')
    .select(['id', 'user_id', 'ends_at', 'ended_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

async function readToken(tx: Tx<UserTables>, hash: Buffer) {
  const token = await tx
    .selectFrom('refresh_token as token')
    .select(['expires_at', 'used_at'])
    .select(
      sql<boolean>`exists (select 1 from refresh_token child where child.parent = token.hash and child.used_at is not null)`.as(
        'was_followed',
      ),
    )
    .where('hash', '=', hash)
    .executeTakeFirstOrThrow()
  return { expiresAt: token.expires_at, usedAt: token.used_at ?? undefined, wasFollowed: token.was_followed }
}

async function addToken(
  tx: Tx<UserTables>,
  session: SessionRow,
  { parent, now, refreshDays }: { parent: Buffer | null; now: Date; refreshDays: number },
): Promise<Begun> {
  const { refreshToken, hash } = newRefreshToken()
  const refreshExpiresAt = refreshEnd(now, refreshDays, session.ends_at)
  await tx
    .insertInto('refresh_token')
    .values({ hash, session_id: session.id, parent, expires_at: refreshExpiresAt, used_at: null })
    .execute()
  const account = await tx.selectFrom('account').selectAll().where('id', '=', session.user_id).executeTakeFirstOrThrow()
  return { sessionId: session.id, user: userOf(account), refreshToken, refreshExpiresAt }
}
