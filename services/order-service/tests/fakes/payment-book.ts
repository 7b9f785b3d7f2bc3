import { money, type Clock, type Money } from '@mallhive/kernel'
import type { Payment } from '@mallhive/payment-service/contract'

export interface Movement {
  readonly orderId: string
  readonly kind: 'authorise' | 'capture' | 'void' | 'refund'
  readonly amount: number
}

const CARD = { brand: 'Visa', last4: '4242' }
export const DECLINED = { code: 'insufficient_funds', detail: 'There is not enough money on the account.' }

/** Payments in memory, and the ledger of what really happened to the money. */
export function paymentBook() {
  const payments = new Map<string, Payment>()
  const uncapturable = new Set<string>()
  const ledger: Movement[] = []

  const keep = (payment: Payment): Payment => {
    payments.set(payment.orderId, payment)
    return payment
  }
  const move = (payment: Payment, kind: Movement['kind'], changes: Partial<Payment>): Payment => {
    ledger.push({ orderId: payment.orderId, kind, amount: payment.amount.amount })
    return keep({ ...payment, ...changes })
  }
  return {
    payments,
    uncapturable,
    refunds: new Set<string>(),
    ledger,
    keep,
    move,
    begin(orderId: string, amount: Money, token: string, clock: Clock): Payment {
      const zero = money(0, amount.currency)
      const created: Payment = {
        orderId,
        state: 'created',
        amount,
        captured: zero,
        refunded: zero,
        card: CARD,
        updatedAt: clock().toISOString(),
      }
      if (token === 'decline') return keep({ ...created, state: 'failed', failure: DECLINED })
      if (token === 'second-step')
        return keep({ ...created, state: 'requires-action', nextAction: { url: `https://bank.example/${orderId}` } })
      if (token === 'uncapturable') uncapturable.add(orderId)
      return move(created, 'authorise', { state: 'authorised' })
    },
  }
}
export type PaymentBook = ReturnType<typeof paymentBook>
