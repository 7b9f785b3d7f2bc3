import type { Database } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import { guestSignedIn } from '../../contract/index.ts'
import { beginSession, endSessions, type Begun } from './sessions.ts'
import type { UserTables } from './tables.ts'

export interface Credentials {
  readonly userId: string
  readonly passwordHash: string
}
export interface SignIn extends Credentials {
  /** Names the session. */
  readonly id: string
  readonly guestId: string | undefined
  readonly now: Date
}

export interface SignIns {
  findByEmail(emailKey: string): Promise<Credentials | undefined>
  findById(userId: string): Promise<(Credentials & { readonly email: string; readonly emailKey: string }) | undefined>
  /** Begins the session, unless the password was changed since it was checked. A guest's cart is handed over, once. */
  signIn(signIn: SignIn): Promise<Result<Begun, 'user.wrong_credentials' | 'session.invalid'>>
  /** Stores another password and ends all sessions but this one. False when it was changed since it was checked. */
  changePassword(from: Credentials, nextHash: string, sessionId: string, now: Date): Promise<boolean>
}

export function signIns(database: Database<UserTables>, refreshDays: number): SignIns {
  const find = () =>
    database.read
      .selectFrom('account')
      .select(['id', 'password_hash', 'email', 'email_key'])
      .where('kind', '=', 'registered')
  return {
    async findByEmail(emailKey) {
      const row = await find().where('email_key', '=', emailKey).executeTakeFirst()
      return row && { userId: row.id, passwordHash: row.password_hash! }
    },
    async findById(userId) {
      const row = await find().where('id', '=', userId).executeTakeFirst()
      return row && { userId: row.id, passwordHash: row.password_hash!, email: row.email!, emailKey: row.email_key! }
    },
    signIn: ({ id, userId, passwordHash, guestId, now }) =>
      database.transaction(async (tx, publish) => {
        const account = await tx
          .selectFrom('account')
          .select('id')
          .where('id', '=', userId)
          .where('password_hash', '=', passwordHash)
          .forShare()
          .executeTakeFirst()
        if (!account) return fail('user.wrong_credentials')
        const begun = await beginSession(tx, { id, userId, now, refreshDays })
        if (!begun) return fail('session.invalid')
        const isGuest =
          guestId !== undefined &&
          (await tx
            .selectFrom('account')
            .select('id')
            .where('id', '=', guestId)
            .where('kind', '=', 'guest')
            .executeTakeFirst())
        if (isGuest && begun.isNew) publish(guestSignedIn(guestId, { guestId, userId }, now))
        return ok(begun)
      }),
    changePassword: ({ userId, passwordHash }, nextHash, sessionId, now) =>
      database.transaction(async (tx, publish) => {
        const changed = await tx
          .updateTable('account')
          .set({ password_hash: nextHash })
          .where('id', '=', userId)
          .where('password_hash', '=', passwordHash)
          .returning('id')
          .executeTakeFirst()
        if (!changed) return false
        await endSessions(tx, publish, { userId, except: sessionId }, 'password-changed', now)
        return true
      }),
  }
}
