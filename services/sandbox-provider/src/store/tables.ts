import type { Generated } from 'kysely'
import type { Behaviour } from '../domain/card.ts'
import type { ChargeState, Movement } from '../domain/charge.ts'

export interface SandboxTables {
  card_token: { token: string; brand: string; last4: string; behaviour: Behaviour; created_at: Date }
  charge: {
    id: string
    key: string
    token: string
    brand: string
    last4: string
    behaviour: Behaviour
    state: ChargeState
    amount: number
    currency: string
    return_url: string | null
    decline_code: string | null
    authorised: number
    captured: number
    refunded: number
    sequence: number
    expires_at: Date | null
    created_at: Date
  }
  /** A key without a charge is barred. */
  taken_key: { key: string; at: Date }
  movement: {
    seq: Generated<number>
    id: string
    charge_id: string
    key: string
    kind: Movement['kind']
    amount: number
    currency: string
    refund_key: string | null
    at: Date
  }
  delivery: {
    seq: Generated<number>
    event_id: string
    body: string
    due_at: Date
    attempts: Generated<number>
    last_error: string | null
  }
}
