import type { Movement, Refund, State, Step } from '../domain/payment.ts'

export interface PaymentTables {
  payment: {
    order_id: string
    state: State
    step: Step | null
    amount: number | null
    currency: string | null
    token: string | null
    return_url: string | null
    authorised: number
    captured: number
    refunded: number
    brand: string | null
    last4: string | null
    action_url: string | null
    failure_code: string | null
    provider_id: string | null
    sequence: number
    attempts: number
    ask_at: Date | null
    created_at: Date
    updated_at: Date
  }
  refund: { id: string; order_id: string; amount: number; state: Refund['state']; created_at: Date }
  movement: {
    id: string
    order_id: string
    kind: Movement['kind']
    amount: number
    provider_id: string
    key: string
    at: Date
  }
  webhook: {
    id: string
    raw: string
    received_at: Date
    attempts: number
    due_at: Date | null
    handled_at: Date | null
    outcome: string | null
  }
}
