import type { Payment } from '@mallhive/payment-service/contract'
import type { Shortage } from '@mallhive/product-service/contract'
import { orderConfirmed, orderOnHold } from '../../contract/events.ts'
import { cancelling, failing } from './backward.ts'
import type { Move } from './move.ts'
import { factsOf, type SagaOrder } from './order.ts'
import { toldToAll, toldToStaff } from './timeline.ts'
import { orderView } from './view.ts'

/** What product-service said to a request for stock. */
export type Reserved =
  | { readonly kind: 'held' }
  | { readonly kind: 'short'; readonly shortage: Shortage }
  | { readonly kind: 'refused'; readonly code: string }

/** What payment-service said; `refused` means that asking again will not help. */
export type Asked =
  | { readonly kind: 'payment'; readonly payment: Payment }
  | { readonly kind: 'refused'; readonly code: string }

const WAITING_LOOK_MS = 15_000
/** Before confirmation nobody waits longer for a neighbour that does not answer: the reservation ends then, too. */
const PATIENCE_MS = 15 * 60_000

const NOT_COMPLETED = { code: 'order.failed', detail: 'The payment was not completed in time.' } as const

export const isTooLate = (order: SagaOrder, now: Date): boolean =>
  order.state === 'pending' && now.getTime() > order.placedAt.getTime() + PATIENCE_MS

export const tooLate = (order: SagaOrder, now: Date): Move =>
  failing(order, now, { code: 'order.failed', detail: 'The order could not be completed in time.' })

/** All lines are held, or the order has come to nothing. */
export function afterReserve(order: SagaOrder, answer: Reserved, now: Date): Move {
  if (answer.kind === 'held')
    return {
      to: 'reserved',
      at: now,
      isNote: true,
      timeline: [toldToStaff('reserved', now, `${order.snapshot.lines.length} lines`)],
    }
  if (answer.kind === 'refused')
    return failing(order, now, { code: 'order.unavailable', detail: 'Something cannot be bought any more.' })

  const { lines } = answer.shortage
  const names = lines.map(({ variantId }) => nameOf(order, variantId)).join(', ')
  return failing(order, now, { code: 'order.sold_out', detail: `Not enough left: ${names}.`, details: { lines } })
}

/** The money is held, or the shopper must go to the bank first, or the order has come to nothing. `waitUntil`: how long a shopper may take. */
export function afterAuthorise(order: SagaOrder, answer: Asked, now: Date, waitUntil: Date): Move {
  if (answer.kind === 'refused')
    return failing(order, now, { code: 'order.failed', detail: 'The payment could not be made.' })
  const { payment } = answer
  switch (payment.state) {
    case 'authorised':
    case 'captured':
      return {
        to: 'authorised',
        at: now,
        isNote: true,
        paymentStatus: 'authorised',
        changes: { card: payment.card, nextActionUrl: undefined, payBefore: undefined, paymentToken: undefined },
        timeline: [toldToStaff('authorised', now, cardName(payment))],
      }
    case 'requires-action':
    case 'created':
      return waiting(order, payment, now, waitUntil)
    case 'failed':
      return declined(order, payment, now)
    case 'voided':
    case 'expired':
      return { ...failing(order, now, NOT_COMPLETED), paymentStatus: 'failed' }
  }
}

/** Stands for the number in what is stated of a confirmation: only the statement that stores it knows the number, and puts it there. */
const NUMBER_TO_COME = ''

/** The order has its number from here on; the mail, the money and the stock follow. */
export const confirmation = (now: Date): Move => ({
  to: 'confirmed',
  at: now,
  state: 'confirmed',
  isConfirmation: true,
  timeline: [toldToAll('confirmed', now)],
  events: (after) => {
    const { email, language } = after.snapshot
    const order = orderView(after, { forStaff: false })
    return [orderConfirmed(after.id, { ...factsOf(after), number: NUMBER_TO_COME, email, language, order }, now)]
  },
})

/** The money was taken. When it cannot be, the order waits for a person: it is confirmed, and never silently unpaid. */
export function afterCapture(order: SagaOrder, answer: Asked, now: Date): Move {
  if (answer.kind === 'payment' && answer.payment.state === 'captured')
    return {
      to: 'captured',
      at: now,
      isNote: true,
      paymentStatus: 'captured',
      changes: { onHold: false },
      timeline: [toldToAll('captured', now, cardName(answer.payment))],
    }
  const reason = `The money could not be taken (${answer.kind === 'refused' ? answer.code : answer.payment.state})`
  return {
    to: order.saga,
    at: now,
    changes: { onHold: true },
    next: 'rest',
    timeline: [toldToStaff('held', now, reason)],
    events: () => [orderOnHold(order.id, { orderId: order.id, reason }, now)],
  }
}

/** The things are out of stock and to be packed. When they are gone, because the hold had lapsed, the money goes back. */
export function afterCommit(answer: Reserved, now: Date): Move {
  if (answer.kind === 'held')
    return {
      to: 'committed',
      at: now,
      isNote: true,
      changes: { stockTaken: true, onHold: false },
      next: 'rest',
      timeline: [toldToStaff('committed', now)],
    }
  return cancelling(now, 'order-service', 'It sold out before it was packed. The money goes back.')
}

/** The shopper is at the bank: the payment is looked at again and again, until the time is over. */
function waiting(order: SagaOrder, payment: Payment, now: Date, waitUntil: Date): Move {
  const payBefore = order.payBefore ?? waitUntil
  if (now >= payBefore) return failing(order, now, NOT_COMPLETED)
  const isNew = order.saga !== 'waiting'
  return {
    to: 'waiting',
    at: now,
    paymentStatus: 'requires-action',
    changes: { payBefore, nextActionUrl: payment.nextAction?.url, card: payment.card },
    next: new Date(Math.min(now.getTime() + WAITING_LOOK_MS, payBefore.getTime())),
    timeline: isNew ? [toldToAll('requires-action', now)] : [],
  }
}

function declined(order: SagaOrder, { failure }: Payment, now: Date): Move {
  const reason = failure?.detail ?? 'The bank gave no reason.'
  const details = { reason: failure?.code ?? 'declined', detail: reason }
  return { ...failing(order, now, { code: 'order.declined', detail: reason, details }), paymentStatus: 'failed' }
}

function nameOf({ snapshot }: SagaOrder, variantId: string): string {
  const line = snapshot.lines.find((candidate) => candidate.variantId === variantId)
  return line ? [line.title, line.variantTitle].filter(Boolean).join(', ') : variantId
}

const cardName = ({ card }: Payment): string | undefined =>
  card.last4 === undefined ? undefined : `${card.brand ?? 'Card'} ending ${card.last4}`
