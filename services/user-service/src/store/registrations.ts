import type { Database, Publish, Tx } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import { sql } from 'kysely'
import { userRegistered, type User } from '../../contract/index.ts'
import { emailKey } from '../domain/email.ts'
import { whenEmailTaken } from './email-taken.ts'
import { beginSession, endSessions, type Begun } from './sessions.ts'
import type { UserTables } from './tables.ts'

export interface Registration {
  readonly email: string
  readonly passwordHash: string
  readonly name: string | undefined
  readonly language: string | undefined
}
export type RegistrationError = 'user.email_taken' | 'user.already_registered' | 'session.invalid'

/** Makes users. Each may be asked again with the same `id`: it is the same user and session then, with fresh tokens. */
export interface Registrations {
  /** A guest becomes the registered user and keeps their id; what they were signed in with before ends. */
  register(
    id: string,
    guestId: string | undefined,
    registration: Registration,
    now: Date,
  ): Promise<Result<Begun, RegistrationError>>
  hasAdmin(): Promise<boolean>
  /** Makes an admin when the shop has none. An account that is there already is never made one: anybody may have registered it. */
  makeFirstAdmin(id: string, registration: Registration, now: Date): Promise<'made' | 'present' | 'email-taken'>
}

export function registrations(database: Database<UserTables>, refreshDays: number): Registrations {
  return {
    register: (id, guestId, registration, now) =>
      database
        .transaction(async (tx, publish): Promise<Result<Begun, RegistrationError>> => {
          const before = await tx.selectFrom('session').select('user_id').where('id', '=', id).executeTakeFirst()
          const user = before ? ok(before.user_id) : await makeUser(tx, publish, id, guestId, registration, now)
          if (!user.ok) return user
          const begun = await beginSession(tx, { id, userId: user.value, now, refreshDays })
          return begun ? ok(begun) : fail('session.invalid')
        })
        .catch(whenEmailTaken(() => fail('user.email_taken'))),

    hasAdmin: async () => (await anyAdmin(database.read)) !== undefined,

    makeFirstAdmin: (id, registration, now) =>
      database.transaction(async (tx, publish) => {
        if (await anyAdmin(tx)) return 'present'
        const isMade = await insertUser(tx, publish, id, registration, now, ['shopper', 'admin'])
        if (isMade) return 'made'
        // Another process may have been quicker with the same address.
        return (await anyAdmin(tx)) ? 'present' : 'email-taken'
      }),
  }
}

const anyAdmin = (db: Database<UserTables>['read']) =>
  db.selectFrom('account').select('id').where(sql<boolean>`'admin' = any (roles)`).executeTakeFirst()

async function makeUser(
  tx: Tx<UserTables>,
  publish: Publish,
  id: string,
  guestId: string | undefined,
  registration: Registration,
  now: Date,
): Promise<Result<string, RegistrationError>> {
  const guest =
    guestId === undefined
      ? undefined
      : await tx.selectFrom('account').select(['id', 'kind']).where('id', '=', guestId).forUpdate().executeTakeFirst()
  if (guest?.kind === 'registered') return fail('user.already_registered')
  if (!guest) return (await insertUser(tx, publish, id, registration, now)) ? ok(id) : fail('user.email_taken')

  const key = emailKey(registration.email)
  const taken = await tx.selectFrom('account').select('id').where('email_key', '=', key).executeTakeFirst()
  if (taken) return fail('user.email_taken')
  await tx
    .updateTable('account')
    .set((row) => ({ ...credentials(registration), kind: 'registered', version: row('version', '+', 1) }))
    .where('id', '=', guest.id)
    .execute()
  // A session from before the account had a password must not open it: somebody may have planted it in this browser.
  await endSessions(tx, publish, { userId: guest.id }, 'registered', now)
  publish(userRegistered(guest.id, factsOf(guest.id, registration), now))
  return ok(guest.id)
}

async function insertUser(
  tx: Tx<UserTables>,
  publish: Publish,
  id: string,
  registration: Registration,
  now: Date,
  roles: User['roles'] = ['shopper'],
): Promise<boolean> {
  const made = await tx
    .insertInto('account')
    .values({ id, kind: 'registered', ...credentials(registration), roles, created_at: now })
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) publish(userRegistered(id, factsOf(id, registration), now))
  return made !== undefined
}

const credentials = ({ email, passwordHash, name, language }: Registration) => ({
  email,
  email_key: emailKey(email),
  password_hash: passwordHash,
  ...(name !== undefined && { name }),
  ...(language !== undefined && { language }),
})

const factsOf = (userId: string, { email, name, language }: Registration) => ({
  userId,
  email,
  ...(name !== undefined && { name }),
  ...(language !== undefined && { language }),
})
