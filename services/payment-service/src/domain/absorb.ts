import type { EventMessage } from '@mallhive/contract'
import { money } from '@mallhive/kernel'
import {
  paymentAuthorized,
  paymentCaptured,
  paymentFailed,
  paymentRefunded,
  paymentVoided,
} from '../../contract/events.ts'
import type { ProviderCharge } from './charge.ts'
import { without, type Movement, type PaymentRecord, type Refund, type State, type Step } from './payment.ts'

/** What comes of hearing from the provider: saved together, or not at all. */
export interface Heard {
  readonly payment: PaymentRecord
  readonly movements: readonly Movement[]
  readonly events: readonly EventMessage[]
}

/**
 * Takes over what the provider says of the charge, from whichever side it came: a reply, a question of ours, a webhook. An older picture, or
 * the same again, changes nothing, so that any mix of them in any order comes to the same end.
 * Throws when the charge is not the one that was asked for: then nobody may go on.
 */
export function absorb(before: PaymentRecord, charge: ProviderCharge, now: Date): Heard {
  if (charge.sequence <= before.sequence) return { payment: settled(before), movements: [], events: [] }
  const { orderId, terms } = before
  if (terms && (charge.amount.amount !== terms.amount.amount || charge.amount.currency !== terms.amount.currency))
    throw new TypeError(`the provider's charge of order ${orderId} is of another amount`)

  const { amount, currency } = charge.amount
  const state = STATES[charge.state]
  const wasHeld = state === 'authorised' || state === 'captured'
  const refunds = heardRefunds(before.refunds, charge)
  const payment: PaymentRecord = {
    ...without(before, 'actionUrl', 'failureCode'),
    state,
    terms: terms ?? { amount: charge.amount, token: '' },
    authorised: wasHeld ? amount : before.authorised,
    captured: charge.captured,
    refunded: charge.refunds.reduce((sum, refund) => sum + refund.amount, 0),
    refunds,
    card: charge.card,
    ...(charge.actionUrl !== undefined && { actionUrl: charge.actionUrl }),
    ...failureOf(charge),
    providerId: charge.id,
    sequence: charge.sequence,
    updatedAt: now,
  }
  return { payment: settled(payment), ...happened(before, payment, charge, currency, now) }
}

/** The provider holds no charge under this key and never will: the payment is voided before it began. */
export const absorbBarred = (before: PaymentRecord, now: Date): Heard => {
  if (before.sequence > 0 || before.state === 'voided') return { payment: settled(before), movements: [], events: [] }
  const payment = settled({ ...before, state: 'voided', updatedAt: now })
  const amount = before.terms?.amount
  return {
    payment,
    movements: [],
    events: amount ? [paymentVoided(before.orderId, { orderId: before.orderId, amount }, now)] : [],
  }
}

/** The provider refuses the card before there is a charge, such as a token it does not know. */
export const absorbUnchargeable = (before: PaymentRecord, code: string, now: Date): Heard => {
  if (before.sequence > 0 || before.state !== 'created' || before.step !== 'authorise')
    return { payment: settled(before), movements: [], events: [] }
  const payment = settled({ ...before, state: 'failed', failureCode: code, updatedAt: now })
  const data = { orderId: before.orderId, amount: before.terms!.amount, reason: code }
  return { payment, movements: [], events: [paymentFailed(before.orderId, data, now)] }
}

/** The provider will not do the step: it is given up, and the payment stays as it is. */
export function giveUpStep(before: PaymentRecord, step: Step): PaymentRecord {
  if (before.step !== step) return before
  return without(before, 'step')
}

export const giveUpRefund = (before: PaymentRecord, id: string): PaymentRecord => ({
  ...before,
  refunds: before.refunds.map((refund) =>
    refund.id === id && refund.state === 'asked' ? { ...refund, state: 'refused' } : refund,
  ),
})

const STATES: Readonly<Record<ProviderCharge['state'], State>> = {
  'requires-action': 'requires-action',
  authorised: 'authorised',
  declined: 'failed',
  captured: 'captured',
  voided: 'voided',
  expired: 'expired',
}

/** Which states mean that the provider has done the step, or can never do it. */
const ENDS: Readonly<Record<Step, readonly State[]>> = {
  authorise: ['requires-action', 'authorised', 'captured', 'voided', 'failed', 'expired'],
  capture: ['captured', 'voided', 'failed', 'expired'],
  void: ['voided', 'captured', 'failed', 'expired'],
}

function settled(payment: PaymentRecord): PaymentRecord {
  if (payment.step === undefined || !ENDS[payment.step].includes(payment.state)) return payment
  return without(payment, 'step')
}

function heardRefunds(known: readonly Refund[], charge: ProviderCharge): Refund[] {
  const done = new Map(charge.refunds.map(({ key, amount }) => [key, amount]))
  const heard = known.map((refund): Refund => (done.has(refund.id) ? { ...refund, state: 'done' } : refund))
  const strange = charge.refunds.filter(({ key }) => !known.some(({ id }) => id === key))
  return [...heard, ...strange.map(({ key, amount }): Refund => ({ id: key, amount, state: 'done' }))]
}

function failureOf({ state, declineCode }: ProviderCharge): { failureCode?: string } {
  if (state === 'declined') return { failureCode: declineCode ?? 'declined' }
  return state === 'expired' ? { failureCode: 'expired' } : {}
}

/** The difference between two pictures as movements and events, also when several steps lie between them. */
function happened(
  before: PaymentRecord,
  after: PaymentRecord,
  charge: ProviderCharge,
  currency: string,
  at: Date,
): { movements: Movement[]; events: EventMessage[] } {
  const movements: Movement[] = []
  const events: EventMessage[] = []
  const { orderId } = after
  const amount = charge.amount
  const move = (kind: Movement['kind'], key: string, minor: number) =>
    movements.push({ kind, amount: minor, providerId: charge.id, key })

  if (after.authorised > before.authorised) {
    move('authorise', orderId, after.authorised)
    events.push(paymentAuthorized(orderId, { orderId, amount }, at))
  }
  if (after.state === 'captured' && before.state !== 'captured') {
    move('capture', orderId, after.captured)
    events.push(paymentCaptured(orderId, { orderId, amount: money(after.captured, currency) }, at))
  }
  for (const refund of after.refunds) {
    const isNews = refund.state === 'done' && before.refunds.find(({ id }) => id === refund.id)?.state !== 'done'
    if (!isNews) continue
    move('refund', refund.id, refund.amount)
    const refunded = money(refund.amount, currency)
    events.push(paymentRefunded(orderId, { orderId, amount, refundId: refund.id, refunded }, at))
  }
  if (after.state === 'voided' && before.state !== 'voided') {
    if (after.authorised > 0) move('void', orderId, after.authorised)
    events.push(paymentVoided(orderId, { orderId, amount }, at))
  }
  if (after.failureCode !== undefined && before.failureCode === undefined)
    events.push(paymentFailed(orderId, { orderId, amount, reason: after.failureCode }, at))
  return { movements, events }
}
