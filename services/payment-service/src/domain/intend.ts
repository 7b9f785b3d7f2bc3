import { fail, ok, type Result } from '@mallhive/kernel'
import { isOver, type PaymentRecord, type Terms } from './payment.ts'

/** The provider's own limit; said here first, so that nobody is left with a refund that was promised. */
const REFUNDS_MAX = 250

export type Refusal =
  | { readonly code: 'payment.not_found' }
  | { readonly code: 'payment.other_amount' }
  | { readonly code: 'payment.not_capturable'; readonly detail: string }
  | { readonly code: 'payment.captured' }
  | { readonly code: 'payment.not_refundable'; readonly detail: string }

/** The payment with the step that it shall take, or as it is when there is nothing to do. */
type Intent = Result<PaymentRecord, Refusal>
type Present = PaymentRecord | undefined

export function intendAuthorise(present: Present, orderId: string, terms: Terms, now: Date): Intent {
  if (!present)
    return ok({
      ...{ orderId, terms, state: 'created', step: 'authorise', sequence: 0 },
      ...{ authorised: 0, captured: 0, refunded: 0, refunds: [], card: {}, updatedAt: now },
    })
  if (!present.terms) return ok({ ...present, terms })
  return isSame(present.terms, terms) ? ok(present) : fail({ code: 'payment.other_amount' })
}

export function intendCapture(present: Present): Intent {
  if (!present?.terms) return fail({ code: 'payment.not_found' })
  if (present.state === 'captured') return ok(present)
  if (present.state !== 'authorised' || present.step === 'void')
    return fail({ code: 'payment.not_capturable', detail: `The payment is ${present.step ?? present.state}` })
  return ok({ ...present, step: 'capture' })
}

/**
 * A void overtakes whatever is under way: the provider does one after the other, and its answer is what happened.
 * What never was is kept from ever happening, here and at the provider.
 */
export function intendVoid(present: Present, orderId: string, now: Date): Intent {
  if (!present)
    return ok({
      ...{ orderId, state: 'created', step: 'void', sequence: 0 },
      ...{ authorised: 0, captured: 0, refunded: 0, refunds: [], card: {}, updatedAt: now },
    })
  if (present.state === 'captured') return fail({ code: 'payment.captured' })
  return isOver(present) ? ok(present) : ok({ ...present, step: 'void' })
}

/** A refund is promised against what is captured before the provider is asked, so that refunds at the same time cannot exceed it together. */
export function intendRefund(present: Present, id: string, amount: { amount: number; currency: string }): Intent {
  if (!present?.terms) return fail({ code: 'payment.not_found' })
  const known = present.refunds.find((refund) => refund.id === id)
  if (known && known.amount !== amount.amount) return fail({ code: 'payment.other_amount' })
  if (known?.state === 'refused')
    return fail({ code: 'payment.not_refundable', detail: 'The provider refused this refund' })
  if (known) return ok(present)

  const refuse = (detail: string) => fail({ code: 'payment.not_refundable', detail }) as Intent
  if (present.state !== 'captured') return refuse(`The payment is ${present.state}`)
  if (amount.currency !== present.terms.amount.currency) return refuse('The currency is another')
  if (present.refunds.length >= REFUNDS_MAX) return refuse(`A payment takes ${REFUNDS_MAX} refunds at most`)
  const left = present.captured - promised(present)
  if (amount.amount > left) return refuse(`${left} of ${present.captured} minor units are left`)
  return ok({ ...present, refunds: [...present.refunds, { id, amount: amount.amount, state: 'asked' }] })
}

const promised = ({ refunds }: PaymentRecord) =>
  refunds.filter(({ state }) => state !== 'refused').reduce((sum, { amount }) => sum + amount, 0)

const isSame = (one: Terms, other: Terms) =>
  one.token === other.token &&
  one.amount.amount === other.amount.amount &&
  one.amount.currency === other.amount.currency
