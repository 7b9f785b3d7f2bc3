import { fail, ok, type Result } from '@mallhive/kernel'
import { cancelling } from './backward.ts'
import type { Move } from './move.ts'
import type { SagaOrder } from './order.ts'

export interface CancelRequest {
  readonly by: string
  readonly isStaff: boolean
  readonly reason?: string
  readonly now: Date
  /** How long after confirmation the shopper may cancel. */
  readonly minutes: number
}
export interface NotCancellable {
  readonly code: 'order.not_cancellable'
  readonly detail: string
}

/** Whether the order may be cancelled now. Undefined: it is cancelled already, and nothing more is to be done. */
export function decideCancel(order: SagaOrder, request: CancelRequest): Result<Move | undefined, NotCancellable> {
  const { by, isStaff, reason, now, minutes } = request
  if (order.state === 'cancelled') return ok(undefined)
  if (order.state !== 'confirmed' || !order.confirmedAt)
    return refuse(`An order that is ${order.state} cannot be cancelled.`)
  if (order.fulfilmentStatus !== 'unfulfilled') return refuse('It is on its way already; you can send it back.')
  const isTooLate = now.getTime() > order.confirmedAt.getTime() + minutes * 60_000
  if (isTooLate && !isStaff)
    return refuse(
      `It can be cancelled for ${minutes} minutes after it was confirmed. Write to us, we may still stop it.`,
    )
  return ok(cancelling(now, by, reason))
}

const refuse = (detail: string) => fail<NotCancellable>({ code: 'order.not_cancellable', detail })
