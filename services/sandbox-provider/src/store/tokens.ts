import { randomBytes } from 'node:crypto'
import type { Database } from '@mallhive/chassis'
import type { KnownCard } from '../domain/card.ts'
import type { Remembered } from './remembered.ts'
import type { SandboxTables } from './tables.ts'

const KEPT_DAYS = 7

export interface Tokens {
  /** Answers a new token for the card, which nobody can guess. */
  keep(card: KnownCard, now: Date): Promise<string>
  /** Forgets old tokens. Charges do not need them any more: they hold what they know of the card. */
  sweep(now: Date): Promise<void>
}

export function postgresTokens(database: Database<SandboxTables>, seen: Pick<Remembered, 'card'>): Tokens {
  const insert = database.batched<KnownCard & { token: string; at: Date }, object>({
    columns: 'token text, brand text, last4 text, behaviour text, at timestamptz',
    parts: `
      kept as (insert into card_token (token, brand, last4, behaviour, created_at) select token, brand, last4, behaviour, at from given),
      done as (select n from given)`,
  })
  return {
    async keep({ brand, last4, behaviour }, now) {
      const token = `tok_${randomBytes(18).toString('base64url')}`
      await insert({ token, brand, last4, behaviour, at: now })
      seen.card(token, { brand, last4, behaviour })
      return token
    },
    async sweep(now) {
      const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000)
      await database.read.deleteFrom('card_token').where('created_at', '<', before).execute()
    },
  }
}
