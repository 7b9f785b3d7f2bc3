import type { Address } from '@mallhive/contract'
import type { JWK } from 'jose'
import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely'
import type { Static } from 'typebox'
import type { User } from '../../contract/index.ts'

export interface UserTables {
  account: {
    id: ColumnType<string, string, never>
    kind: User['kind']
    email: string | null
    email_key: string | null
    password_hash: string | null
    name: string | null
    language: string | null
    roles: Generated<User['roles']>
    version: Generated<number>
    created_at: ColumnType<Date, Date, never>
  }
  session: {
    id: string
    user_id: string
    began_at: Date
    ends_at: Date
    ended_at: Date | null
    ended_because: string | null
  }
  refresh_token: {
    hash: Buffer
    session_id: string
    parent: Buffer | null
    expires_at: Date
    used_at: Date | null
  }
  sign_in_attempts: { account_key: Buffer; wrong: number; began_at: Date; locked_until: Date | null }
  network_use: { purpose: 'guest' | 'registration' | 'sign-in'; network: string; uses: number; began_at: Date }
  signing_key: { kid: string; public_jwk: JSONColumnType<JWK>; sealed: Buffer; signs_from: Date }
  address: { id: string; user_id: string; is_default: boolean; address: JSONColumnType<Static<typeof Address>> }
}

export type AccountRow = Selectable<UserTables['account']>

/** An account as its owner sees it. */
export function userOf(row: AccountRow): User {
  return {
    id: row.id,
    kind: row.kind,
    ...(row.email !== null && { email: row.email }),
    ...(row.name !== null && { name: row.name }),
    ...(row.language !== null && { language: row.language }),
    roles: row.roles,
    version: row.version,
    createdAt: row.created_at.toISOString(),
  }
}
