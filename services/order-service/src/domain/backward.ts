import { orderCancelled, orderFailed, orderRefunded } from '../../contract/events.ts'
import { isFirstWalk } from './lease.ts'
import type { Move } from './move.ts'
import { factsOf, type Failure, type SagaOrder } from './order.ts'
import { toldToAll, toldToStaff } from './timeline.ts'

/** What became of the payment when it was undone. */
export type Undone = 'nothing-to-undo' | 'voided' | 'failed' | 'refunded'

/**
 * Before confirmation: turns round. Money first, stock second. `placed` says nothing of the money, because what comes of the questions for stock
 * and payment is stored as one: only on the first walk is it known that nobody asked for a payment, and that there is only stock to give back.
 */
export const failing = (order: SagaOrder, now: Date, failure: Failure): Move => ({
  to: order.saga === 'placed' && isFirstWalk(order, now) ? 'voided' : 'failing',
  at: now,
  changes: { failure, nextActionUrl: undefined, payBefore: undefined, paymentToken: undefined },
  timeline: [toldToStaff('failing', now, failure.detail)],
})

/** After confirmation: from here on only money and stock go back, however often the undoing is begun again. */
export const cancelling = (now: Date, by: string, note?: string): Move => ({
  to: 'cancelling',
  at: now,
  state: 'cancelled',
  changes: { onHold: false },
  timeline: [toldToAll('cancelled', now, note, by)],
  events: (after) => {
    const { email, language } = after.snapshot
    return [orderCancelled(after.id, { ...factsOf(after), number: after.number!, by, email, language }, now)]
  },
})

/** The money is with the shopper again, or was never taken. */
export function afterUndo(order: SagaOrder, undone: Undone, now: Date): Move {
  const { total } = order.snapshot.totals
  const isRefund = undone === 'refunded'
  return {
    to: order.saga === 'cancelling' ? 'repaid' : 'voided',
    at: now,
    isNote: true,
    paymentStatus: statusAfter(order, undone),
    timeline: isRefund ? [toldToAll('refunded', now)] : [toldToStaff('voided', now)],
    ...(isRefund && {
      events: (after: SagaOrder) => [orderRefunded(after.id, { ...factsOf(after), refunded: total }, now)],
    }),
  }
}

/** The stock is free: the order has come to nothing. */
export const afterRelease = ({ failure }: SagaOrder, now: Date): Move => ({
  to: 'failed',
  at: now,
  state: 'failed',
  next: 'rest',
  timeline: [toldToAll('failed', now, failure?.detail)],
  events: (after) => [orderFailed(after.id, { ...factsOf(after), reason: failure?.code ?? 'order.failed' }, now)],
})

/** What was taken out of stock or held is for sale again. */
export const afterRestock = (now: Date): Move => ({
  to: 'cancelled',
  at: now,
  changes: { stockTaken: false },
  next: 'rest',
  timeline: [toldToStaff('restocked', now)],
})

function statusAfter({ paymentStatus }: SagaOrder, undone: Undone): SagaOrder['paymentStatus'] {
  if (undone === 'refunded') return 'refunded'
  if (paymentStatus === 'failed') return 'failed'
  if (paymentStatus !== 'none') return 'voided'
  return undone === 'nothing-to-undo' ? 'none' : undone
}
