import { Unavailable } from '@mallhive/chassis'
import type { Cart } from '../domain/cart.ts'

/** Changes of one cart that may wait; who comes then is told to come again later. */
const WAITING_MAX = 500

/** What one change leaves to the next in the line. */
export interface Turn {
  /** The first finds the cart as whoever asked saw it; those behind it know that it has changed since. */
  isFirst: boolean
  /** The cart as the last change left it, when that held the whole of it. */
  left: Cart | undefined
}
export type Turns = <R>(userId: string, work: (turn: Turn) => Promise<R>) => Promise<R>

/**
 * Changes of one cart by this process go one after the other, and each begins with what the one before it left: many at once are no race
 * that all but one lose. Other processes are kept out by the guard of the statement alone.
 */
export function turnsOfCarts(): Turns {
  const queues = new Map<string, { turn: Turn; waiting: number; last: Promise<unknown> }>()
  return async (userId, work) => {
    const queue = queues.get(userId) ?? {
      turn: { isFirst: true, left: undefined },
      waiting: 0,
      last: Promise.resolve(),
    }
    if (queue.waiting >= WAITING_MAX) throw new Unavailable(`${WAITING_MAX} changes of one cart wait already`)
    queues.set(userId, queue)
    queue.waiting += 1
    const own = queue.waiting === 1 ? work(queue.turn) : queue.last.then(() => work(queue.turn))
    queue.last = own.catch(() => undefined)
    try {
      return await own
    } finally {
      queue.turn.isFirst = false
      queue.waiting -= 1
      if (queue.waiting === 0) queues.delete(userId)
    }
  }
}
