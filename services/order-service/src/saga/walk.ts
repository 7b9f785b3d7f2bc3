import { DeadlineExceeded, isOutage, type Logger } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { applyMove, type Move } from '../domain/move.ts'
import type { SagaOrder } from '../domain/order.ts'
import { postponed } from '../domain/retry.ts'
import type { SagaState } from '../domain/states.ts'
import type { Orders } from '../store/orders.ts'
import type { Step } from './steps.ts'

export interface WalkNeeds {
  readonly orders: Orders
  readonly steps: Partial<Record<SagaState, Step>>
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Walks an order on, one stored step after the other, until it is at its end, waits for somebody, or a neighbour does not answer: then the
 * same step is asked again later. A mere note is stored with the step after it. Whoever walks holds the order's lease. Dying anywhere in
 * here is harmless: the next to hold the lease asks the last question again, and its answer is the same.
 */
export async function walk(order: SagaOrder, { orders, steps, clock, log }: WalkNeeds): Promise<SagaOrder> {
  let stored = order
  let current = order
  let notes: readonly Move[] = []
  for (;;) {
    const step = isDue(current) ? steps[current.saga] : undefined
    if (!step && notes.length === 0) return current

    const move = await step?.(current).catch((error: unknown) => failedStep(current, error))
    if (move && !(move instanceof Failure) && move.isNote) {
      notes = [...notes, move]
      current = applyMove(current, move)
      continue
    }
    const moves = move && !(move instanceof Failure) ? [...notes, move] : notes
    if (moves.length > 0) {
      const moved = await orders.move(stored, moves)
      // Somebody else has moved it, such as a cancellation: the walk is theirs from here on.
      if (!moved.isMoved) return moved.order
      stored = current = moved.order
      notes = []
    }
    if (move instanceof Failure) return orders.postpone(current, postponed(current, move.message, clock()))
  }

  function isDue({ nextTryAt }: SagaOrder): boolean {
    return nextTryAt !== undefined && nextTryAt <= clock()
  }

  function failedStep({ id, saga, attempts }: SagaOrder, error: unknown): Failure {
    const isExpected = isOutage(error) || error instanceof DeadlineExceeded
    log[isExpected ? 'warn' : 'error']({ orderId: id, saga, attempts, err: error }, 'a step failed, will try again')
    return new Failure(String(error))
  }
}

class Failure {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}
