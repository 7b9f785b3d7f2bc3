import type { EventMessage } from '@mallhive/contract'
import { orderOnHold } from '../../contract/events.ts'
import type { SagaOrder, TimelineEntry } from './order.ts'
import { toldToStaff } from './timeline.ts'

const FIRST_PAUSE_MS = 1_000
const PAUSE_MAX_MS = 5 * 60_000
/** Some five minutes of a neighbour's silence; from then on the merchant knows, and the tries go on. */
const ATTEMPTS_BEFORE_HOLD = 9

/** A step whose outcome is not known: the same step is asked again later, never assumed. */
export interface Postponement {
  readonly attempts: number
  readonly error: string
  readonly nextTryAt: Date
  readonly onHold: boolean
  readonly timeline: readonly TimelineEntry[]
  readonly events: readonly EventMessage[]
}

/** Waits twice as long after each failure, at most five minutes; after some of them tells a person. */
export function postponed(order: SagaOrder, error: string, now: Date): Postponement {
  const attempts = order.attempts + 1
  const pause = Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1))
  const isHold = attempts === ATTEMPTS_BEFORE_HOLD && !order.onHold
  const reason = `The step after "${order.saga}" keeps failing`
  return {
    attempts,
    error,
    nextTryAt: new Date(now.getTime() + pause),
    onHold: order.onHold || isHold,
    timeline: isHold ? [toldToStaff('held', now, reason)] : [],
    events: isHold ? [orderOnHold(order.id, { orderId: order.id, reason }, now)] : [],
  }
}
