import type { EventMessage } from '@mallhive/contract'
import type { OrderState, PaymentStatus, SagaOrder, TimelineEntry } from './order.ts'
import { allows, ORDER_MOVES, PAYMENT_MOVES, SAGA_MOVES, type SagaState } from './states.ts'

/** What changes of an order by one step of its saga. */
type Changes = Partial<
  Pick<SagaOrder, 'stockTaken' | 'card' | 'nextActionUrl' | 'payBefore' | 'paymentToken' | 'failure' | 'onHold'>
>

/** One stored transition: states, facts, words for the timeline and events, all or nothing. */
export interface Move {
  readonly to: SagaState
  readonly at: Date
  readonly state?: OrderState
  readonly paymentStatus?: PaymentStatus
  readonly changes?: Changes
  /**
   * The neighbour has stored what it says, and says it again when asked again: the move may be stored together with the next one, or behind
   * the reply when it is the last. A crash before that is harmless.
   */
  readonly isNote?: boolean
  /** The order gets its number when this is stored, not before. */
  readonly isConfirmation?: boolean
  /** When the next step is due: at once when not said, never with 'rest'. */
  readonly next?: Date | 'rest'
  readonly timeline: readonly TimelineEntry[]
  /** Stated about the order as it is after the move. */
  readonly events?: (after: SagaOrder) => readonly EventMessage[]
}

/** The order after the move. Throws when a table of states does not allow it: that is a bug, and must not be stored. */
export function applyMove(order: SagaOrder, move: Move): SagaOrder {
  const { to, at, state = order.state, paymentStatus = order.paymentStatus, next } = move
  assertAllowed(SAGA_MOVES, order.saga, to)
  assertAllowed(ORDER_MOVES, order.state, state)
  assertAllowed(PAYMENT_MOVES, order.paymentStatus, paymentStatus)
  return {
    ...order,
    ...move.changes,
    saga: to,
    state,
    paymentStatus,
    ...(move.isConfirmation && { confirmedAt: at }),
    timeline: [...order.timeline, ...move.timeline],
    version: order.version + 1,
    attempts: 0,
    lastError: undefined,
    nextTryAt: next === 'rest' ? undefined : (next ?? dueSince(order, at)),
  }
}

/** What is due already stays due since then: the column and its index are left alone on the quick path. */
const dueSince = ({ nextTryAt }: SagaOrder, at: Date): Date => (nextTryAt && nextTryAt <= at ? nextTryAt : at)

function assertAllowed<S extends string>(table: Readonly<Record<S, readonly S[]>>, from: S, to: S): void {
  if (!allows(table, from, to)) throw new TypeError(`an order does not go from ${from} to ${to}`)
}
