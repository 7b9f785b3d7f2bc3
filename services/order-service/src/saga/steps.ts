import type { Clock } from '@mallhive/kernel'
import { afterRelease, afterRestock, afterUndo } from '../domain/backward.ts'
import {
  afterAuthorise,
  afterCapture,
  afterCommit,
  afterReserve,
  confirmation,
  isTooLate,
  tooLate,
} from '../domain/forward.ts'
import type { Move } from '../domain/move.ts'
import type { SagaOrder } from '../domain/order.ts'
import type { SagaState } from '../domain/states.ts'
import type { Payments, Stock } from './neighbours.ts'

/** Asks what the state needs, and says what follows from the answers. Asked twice it does no more than once. */
export type Step = (order: SagaOrder) => Promise<Move | readonly Move[]>

export interface StepsNeed {
  readonly stock: Stock
  readonly payments: Payments
  readonly clock: Clock
  /** How long a payment may wait for the shopper. */
  readonly paymentMinutes: number
}

/** The next step of each state that is not an end. */
export function stepsOf({ stock, payments, clock, paymentMinutes }: StepsNeed) {
  const waitUntil = () => new Date(clock().getTime() + paymentMinutes * 60_000)

  return {
    async placed(order) {
      if (isTooLate(order, clock())) return tooLate(order, clock())
      return afterReserve(order, await stock.reserve(order), clock())
    },
    async reserved(order) {
      if (isTooLate(order, clock())) return tooLate(order, clock())
      const move = afterAuthorise(order, await payments.authorise(order), clock(), waitUntil())
      // Before the wait is stored, so that no shopper is sent to the bank for things that are not held.
      if (move.to === 'waiting') await stock.extend(order, paymentMinutes)
      return move
    },
    waiting: async (order) => afterAuthorise(order, await payments.look(order), clock(), waitUntil()),
    authorised: async () => confirmation(clock()),
    /** Money and stock follow from the confirmation alone: they are asked for at the same time. Stock that gave no answer is asked again as a step of its own. */
    async confirmed(order) {
      const [capture, commit] = await Promise.allSettled([payments.capture(order), stock.commit(order)])
      if (capture.status === 'rejected') throw capture.reason
      const captured = afterCapture(order, capture.value, clock())
      if (commit.status === 'fulfilled')
        return captured.to === 'captured' ? [captured, afterCommit(commit.value, clock())] : captured
      // On hold nobody asks for the stock again, and what is only reserved would lapse: both are asked once more before that.
      if (captured.to !== 'captured') throw commit.reason
      return captured
    },
    captured: async (order) => afterCommit(await stock.commit(order), clock()),

    failing: async (order) => afterUndo(order, await payments.undo(order), clock()),
    async voided(order) {
      await stock.free(order)
      return afterRelease(order, clock())
    },

    cancelling: async (order) => afterUndo(order, await payments.undo(order), clock()),
    async repaid(order) {
      await stock.free(order)
      return afterRestock(clock())
    },
  } satisfies Partial<Record<SagaState, Step>>
}
