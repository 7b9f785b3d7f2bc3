import type { Database, Tx } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import { endOf, type NetworkLimit } from '../domain/network-limit.ts'
import { refreshEnd, sessionEnd } from '../domain/session.ts'
import { inJson, newRefreshToken } from '../tokens/refresh-token.ts'
import { countedUses } from './network-use.ts'
import { beginSession, type Begun } from './sessions.ts'
import type { UserTables } from './tables.ts'

export interface NewGuest {
  readonly id: string
  readonly language: string | undefined
  /** Where they come from; not counted when that is not known. */
  readonly network: string | undefined
  readonly now: Date
}
export type GuestError = { readonly code: 'session.invalid' } | { readonly code: 'user.too_many'; readonly until: Date }

export interface Guests {
  /** Asked again with the same `id`, it is the same user and session, with fresh tokens. */
  create(guest: NewGuest): Promise<Result<Begun, GuestError>>
}

interface Input {
  readonly id: string
  readonly language: string | undefined
  readonly network: string | undefined
  readonly now: Date
  readonly ends_at: Date
  readonly hash: string
  readonly expires_at: Date
}
interface Made {
  readonly may: boolean
  readonly is_new: boolean
  readonly began_at: Date
}

/** A new guest is one statement, shared by all that are made at the same time. Only a repeat takes a transaction. */
export function guestStore(database: Database<UserTables>, limit: NetworkLimit, refreshDays: number): Guests {
  const make = database.batched<Input, Made>({
    columns:
      'id uuid, language text, network text, now timestamptz, ends_at timestamptz, hash bytea, expires_at timestamptz',
    parts: `${countedUses(limit)}, ${MADE}`,
    key: ({ id }) => id,
  })
  return {
    async create({ id, language, network, now }) {
      const { refreshToken, hash } = newRefreshToken()
      const endsAt = sessionEnd(now)
      const refreshExpiresAt = refreshEnd(now, refreshDays, endsAt)
      const input = { id, language, network, now, ends_at: endsAt, hash: inJson(hash), expires_at: refreshExpiresAt }
      const made = (await make(input))!
      if (!made.may) return fail({ code: 'user.too_many', until: endOf(limit, made.began_at) })
      if (!made.is_new) return database.transaction((tx) => again(tx, { id, now, refreshDays }))
      const user = { id, kind: 'guest', ...(language !== undefined && { language }) } as const
      const seen = { ...user, roles: ['shopper' as const], version: 1, createdAt: now.toISOString() }
      return ok({ sessionId: id, user: seen, refreshToken, refreshExpiresAt })
    },
  }
}

/** The guest, their session and its first token. Who is there already is left as they are. */
const MADE = `
  made as (
    insert into account (id, kind, language, created_at) select id, 'guest', language, now from allowed where may
    on conflict (id) do nothing returning id),
  begun as (
    insert into session (id, user_id, began_at, ends_at) select id, id, now, ends_at from allowed join made using (id)
    returning id),
  kept as (
    insert into refresh_token (hash, session_id, expires_at) select hash, id, expires_at from allowed join begun using (id)),
  done as (select n, may, made.id is not null as is_new, began_at from allowed left join made using (id))`

async function again(
  tx: Tx<UserTables>,
  { id, now, refreshDays }: { id: string; now: Date; refreshDays: number },
): Promise<Result<Begun, GuestError>> {
  const begun = await beginSession(tx, { id, userId: id, now, refreshDays })
  return begun ? ok(begun) : fail({ code: 'session.invalid' })
}
