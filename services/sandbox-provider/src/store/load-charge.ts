import type { Database } from '@mallhive/chassis'
import type { Selectable } from 'kysely'
import type { Behaviour } from '../domain/card.ts'
import type { ChargeRecord, Kept } from '../domain/charge.ts'
import type { SandboxTables } from './tables.ts'

type Row = Selectable<SandboxTables['charge']>
type Refunds = readonly { readonly refund_key: string; readonly amount: number }[]

/** The row of the charge, all null without one, and what else a decision about its key wants to know. */
interface Answer extends Omit<Row, 'id'> {
  readonly id: string | null
  readonly refunds: Refunds
  readonly is_taken: boolean
  readonly card_brand: string | null
  readonly card_last4: string
  readonly card_behaviour: Behaviour
}

const REFUNDS = `
  coalesce((select json_agg(m order by m.seq) from movement m where m.charge_id = charge.id and m.kind = 'refund' and charge.refunded > 0), '[]')
    as refunds`

const BY_KEY = {
  columns: 'key text, token text',
  parts: `
    done as (
      select given.n, charge.*, ${REFUNDS}, taken_key.key is not null as is_taken,
        card.brand as card_brand, card.last4 as card_last4, card.behaviour as card_behaviour
      from given
      left join charge on charge.key = given.key
      left join taken_key on taken_key.key = given.key
      left join card_token card on card.token = given.token)`,
}
const BY_ID = {
  columns: 'id uuid',
  parts: `done as (select given.n, charge.*, ${REFUNDS} from given join charge using (id))`,
}

export interface ChargeLoader {
  /** What stands under a key, and the card of a token: one statement for all that ask at once. */
  kept(key: string, token?: string): Promise<Kept>
  byId(id: string): Promise<ChargeRecord | undefined>
}

export function chargeLoader(database: Database<SandboxTables>): ChargeLoader {
  const byKey = database.batched<{ key: string; token?: string }, Answer>(BY_KEY)
  const byId = database.batched<{ id: string }, Row & { refunds: Refunds }>(BY_ID)
  return {
    async kept(key, token) {
      const row = (await byKey({ key, ...(token !== undefined && { token }) }))!
      const { id, card_brand: brand, card_last4: last4, card_behaviour: behaviour } = row
      return {
        ...(id !== null && { charge: chargeOf({ ...row, id }, row.refunds) }),
        isBarred: id === null && row.is_taken,
        ...(brand !== null && { card: { brand, last4, behaviour } }),
      }
    },
    async byId(id) {
      const row = await byId({ id })
      return row && chargeOf(row, row.refunds)
    },
  }
}

function chargeOf(row: Row, refunds: Refunds): ChargeRecord {
  const { id, key, token, brand, last4, behaviour, state, authorised, captured, refunded, sequence, currency } = row
  return {
    ...{ id, key, token, brand, last4, behaviour, state, authorised, captured, refunded, sequence },
    amount: { amount: row.amount, currency },
    refunds: refunds.map(({ refund_key, amount }) => ({ key: refund_key, amount: { amount, currency } })),
    ...(row.return_url !== null && { returnUrl: row.return_url }),
    ...(row.decline_code !== null && { declineCode: row.decline_code }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    createdAt: row.created_at,
  }
}
