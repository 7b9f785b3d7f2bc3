import type { Selectable } from 'kysely'
import type { PaymentRecord, Refund } from '../domain/payment.ts'
import type { PaymentTables } from './tables.ts'

export type PaymentRow = Selectable<PaymentTables['payment']>
/** Without what the store adds for itself. */
export type RowOfPayment = Omit<PaymentRow, 'attempts' | 'ask_at' | 'created_at'>

export const rowOf = (payment: PaymentRecord): RowOfPayment => ({
  order_id: payment.orderId,
  state: payment.state,
  step: payment.step ?? null,
  amount: payment.terms?.amount.amount ?? null,
  currency: payment.terms?.amount.currency ?? null,
  token: payment.terms?.token ?? null,
  return_url: payment.terms?.returnUrl ?? null,
  authorised: payment.authorised,
  captured: payment.captured,
  refunded: payment.refunded,
  brand: payment.card.brand ?? null,
  last4: payment.card.last4 ?? null,
  action_url: payment.actionUrl ?? null,
  failure_code: payment.failureCode ?? null,
  provider_id: payment.providerId ?? null,
  sequence: payment.sequence,
  updated_at: payment.updatedAt,
})

export const recordOf = (row: PaymentRow, refunds: readonly Refund[]): PaymentRecord => ({
  orderId: row.order_id,
  state: row.state,
  ...(row.step !== null && { step: row.step }),
  ...(row.amount !== null && {
    terms: {
      amount: { amount: row.amount, currency: row.currency! },
      token: row.token!,
      ...(row.return_url !== null && { returnUrl: row.return_url }),
    },
  }),
  authorised: row.authorised,
  captured: row.captured,
  refunded: row.refunded,
  refunds: refunds.map(({ id, amount, state }) => ({ id, amount, state })),
  card: { ...(row.brand !== null && { brand: row.brand }), ...(row.last4 !== null && { last4: row.last4 }) },
  ...(row.action_url !== null && { actionUrl: row.action_url }),
  ...(row.failure_code !== null && { failureCode: row.failure_code }),
  ...(row.provider_id !== null && { providerId: row.provider_id }),
  sequence: row.sequence,
  updatedAt: row.updated_at,
})
