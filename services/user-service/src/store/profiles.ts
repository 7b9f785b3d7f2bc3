import type { Database, Publish, Tx } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import { userUpdated, type User } from '../../contract/index.ts'
import { emailKey } from '../domain/email.ts'
import { changesOf, type ProfileChange } from '../domain/profile.ts'
import { whenEmailTaken } from './email-taken.ts'
import { endSessions } from './sessions.ts'
import { userOf, type UserTables } from './tables.ts'

export type ProfileError =
  | { readonly code: 'user.not_found' | 'user.not_registered' | 'user.email_taken' }
  | { readonly code: 'version.mismatch'; readonly current: User }

export interface Profiles {
  find(userId: string): Promise<User | undefined>
  /** `expectedVersion`: only when it is still that. A change to what is there already changes nothing, whatever the version. */
  update(
    userId: string,
    change: ProfileChange,
    expectedVersion: number | undefined,
    now: Date,
  ): Promise<Result<User, ProfileError>>
  /** Who loses a role is signed out everywhere; who gains one has it from the next refresh on. */
  setRoles(userId: string, roles: User['roles'], now: Date): Promise<Result<User, ProfileError>>
  /** Registered users whose address begins so, by address; at most `limit` after `after`. */
  list(page: { limit: number; after: string | undefined; prefix: string | undefined }): Promise<readonly User[]>
}

export function profiles(database: Database<UserTables>): Profiles {
  return {
    async find(userId) {
      const row = await database.read.selectFrom('account').selectAll().where('id', '=', userId).executeTakeFirst()
      return row && userOf(row)
    },

    update: (userId, change, expectedVersion, now) =>
      database
        .transaction(async (tx, publish): Promise<Result<User, ProfileError>> => {
          const user = await lock(tx, userId)
          if (!user) return fail({ code: 'user.not_found' })
          if (change.email !== undefined && user.kind === 'guest') return fail({ code: 'user.not_registered' })
          const changes = changesOf(user, change)
          if (Object.keys(changes).length === 0) return ok(user)
          if (expectedVersion !== undefined && expectedVersion !== user.version)
            return fail({ code: 'version.mismatch', current: user })
          const email = changes.email !== undefined && { email: changes.email, email_key: emailKey(changes.email) }
          return ok(await save(tx, publish, userId, { ...changes, ...email }, now))
        })
        .catch(whenEmailTaken(() => fail({ code: 'user.email_taken' }))),

    setRoles: (userId, roles, now) =>
      database.transaction(async (tx, publish): Promise<Result<User, ProfileError>> => {
        const user = await lock(tx, userId)
        if (!user) return fail({ code: 'user.not_found' })
        if (user.kind === 'guest') return fail({ code: 'user.not_registered' })
        const lost = user.roles.filter((role) => !roles.includes(role))
        if (lost.length === 0 && roles.length === user.roles.length) return ok(user)
        const saved = await save(tx, publish, userId, { roles }, now)
        if (lost.length > 0) await endSessions(tx, publish, { userId }, 'roles-changed', now)
        return ok(saved)
      }),

    async list({ limit, after, prefix }) {
      let query = database.read.selectFrom('account').selectAll().where('kind', '=', 'registered')
      if (after !== undefined) query = query.where('email_key', '>', after)
      if (prefix !== undefined)
        query = query.where((is) => is.fn('starts_with', ['email_key', is.val(emailKey(prefix))]))
      return (await query.orderBy('email_key').limit(limit).execute()).map(userOf)
    },
  }
}

async function lock(tx: Tx<UserTables>, userId: string): Promise<User | undefined> {
  const row = await tx.selectFrom('account').selectAll().where('id', '=', userId).forUpdate().executeTakeFirst()
  return row && userOf(row)
}

async function save(
  tx: Tx<UserTables>,
  publish: Publish,
  userId: string,
  values: ProfileChange & { readonly email_key?: string; readonly roles?: User['roles'] },
  now: Date,
): Promise<User> {
  const row = await tx
    .updateTable('account')
    .set((old) => ({ ...values, version: old('version', '+', 1) }))
    .where('id', '=', userId)
    .returningAll()
    .executeTakeFirstOrThrow()
  const user = userOf(row)
  const { email, name, language } = user
  publish(
    userUpdated(
      userId,
      {
        userId,
        ...(email !== undefined && { email }),
        ...(name !== undefined && { name }),
        ...(language !== undefined && { language }),
      },
      now,
    ),
  )
  return user
}
