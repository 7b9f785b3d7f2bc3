import type { EventMessage } from '@mallhive/contract'
import type { Result } from '@mallhive/kernel'
import type { Movement, PaymentRecord } from '../domain/payment.ts'

export interface Change {
  readonly payment: PaymentRecord
  readonly movements?: readonly Movement[]
  readonly events?: readonly EventMessage[]
}

export interface PaymentStore {
  find(orderId: string): Promise<PaymentRecord | undefined>
  /**
   * Shows `decide` the payment, if there is one, and saves what it decides with its movements and events together, or nothing. Decisions about
   * one order happen one after the other, the first one too. `decide` may run more than once: it must have no other effects.
   */
  change<E>(
    orderId: string,
    now: Date,
    decide: (present: PaymentRecord | undefined) => Result<Change, E>,
  ): Promise<Result<PaymentRecord, E>>
  /** Takes orders of which only the provider knows what happened, and keeps other processes off them for a while: longer each time. */
  claimWaiting(now: Date, limit: number): Promise<readonly string[]>
  /** Nobody waits for the answer any more: the provider is asked again soon. */
  askSoon(orderId: string, at: Date): Promise<void>
}
