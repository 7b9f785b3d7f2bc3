import type { Money } from '@mallhive/kernel'

/** What a provider says of a charge, in words that every provider's answers are brought into. */
export interface ProviderCharge {
  readonly id: string
  /** Grows with each change: of two pictures the one with the larger number is the newer one. */
  readonly sequence: number
  readonly state: 'requires-action' | 'authorised' | 'declined' | 'captured' | 'voided' | 'expired'
  readonly amount: Money
  /** Minor units of the amount's currency. */
  readonly captured: number
  readonly refunds: readonly { readonly key: string; readonly amount: number }[]
  readonly card: { readonly brand: string; readonly last4: string }
  readonly actionUrl?: string
  readonly declineCode?: string
}
