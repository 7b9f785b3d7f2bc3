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

/** Where a walk has come to rest. */
export interface Rest {
  readonly order: SagaOrder
  /** Resolves when all that is said of the order is stored. Only mere notes are said before: they are true whatever becomes of this process. */
  readonly stored: Promise<unknown>
}

/**
 * Walks an order on until it is at its end, waits for somebody, or a neighbour does not answer: then the same step is asked again later. A mere
 * note is stored with the step after it, and what is no note before anything else is asked. Whoever walks holds the order's lease. Dying
 * anywhere in here is harmless: the next to hold the lease asks the last questions again, and their answers are the same.
 */
export async function walk(order: SagaOrder, { orders, steps, clock, log }: WalkNeeds): Promise<Rest> {
  let stored = order
  let current = order
  let notes: readonly Move[] = []
  for (;;) {
    const step = isDue(current) ? steps[current.saga] : undefined
    if (!step) return { order: current, stored: notes.length > 0 ? orders.move(stored, notes) : Promise.resolve() }

    const answer = await step(current).catch((error: unknown) => failedStep(current, error))
    const moves = answer instanceof Failure ? [] : [answer].flat()
    if (moves.length > 0 && moves.every(({ isNote }) => isNote)) {
      notes = [...notes, ...moves]
      current = moves.reduce(applyMove, current)
      continue
    }
    const toStore = [...notes, ...moves]
    if (toStore.length > 0) {
      const moved = await orders.move(stored, toStore)
      // Somebody else has moved it, such as a cancellation: the walk is theirs from here on.
      if (!moved.isMoved) return atRest(moved.order)
      stored = current = moved.order
      notes = []
    }
    if (answer instanceof Failure)
      return atRest(await orders.postpone(current, postponed(current, answer.message, clock())))
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

const atRest = (order: SagaOrder): Rest => ({ order, stored: Promise.resolve() })

class Failure {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}
