import type { Money } from '@mallhive/kernel'

export type State = 'created' | 'requires-action' | 'authorised' | 'captured' | 'voided' | 'failed' | 'expired'
/** What was decided and is not heard of yet. */
export type Step = 'authorise' | 'capture' | 'void'

export interface Refund {
  readonly id: string
  /** Minor units of the payment's currency. */
  readonly amount: number
  readonly state: 'asked' | 'done' | 'refused'
}

/** What the provider was asked for. */
export interface Terms {
  readonly amount: Money
  readonly token: string
  readonly returnUrl?: string
}

/** The payment of an order. Without terms it was voided before it began. */
export interface PaymentRecord {
  readonly orderId: string
  readonly state: State
  readonly step?: Step
  readonly terms?: Terms
  readonly authorised: number
  readonly captured: number
  readonly refunded: number
  readonly refunds: readonly Refund[]
  readonly card: { readonly brand?: string; readonly last4?: string }
  readonly actionUrl?: string
  readonly failureCode?: string
  readonly providerId?: string
  readonly sequence: number
  readonly updatedAt: Date
}

export interface Movement {
  readonly kind: 'authorise' | 'capture' | 'void' | 'refund'
  readonly amount: number
  readonly providerId: string
  readonly key: string
}

/** Is there anything that only the provider can say? */
export const isWaiting = ({ step, refunds }: PaymentRecord): boolean =>
  step !== undefined || refunds.some(({ state }) => state === 'asked')

/** States in which no money moves any more, whatever is asked. */
export const isOver = ({ state }: PaymentRecord): boolean =>
  state === 'voided' || state === 'failed' || state === 'expired'

/** The payment without what no longer holds. */
export function without(payment: PaymentRecord, ...names: ('step' | 'actionUrl' | 'failureCode')[]): PaymentRecord {
  const rest: { -readonly [Name in keyof PaymentRecord]: PaymentRecord[Name] } = { ...payment }
  for (const name of names) delete rest[name]
  return rest
}
