import { Unavailable } from '@mallhive/chassis'

/** When something happens to a call: before it has its effect, or after it, with the answer lost. */
export type Moment = 'before' | 'after'

/** Lets a fake neighbour fail or hang at a chosen call, so that a test can stand at any point of a saga. */
export function mishaps() {
  const failures = new Map<string, number>()
  const hangs = new Map<string, PromiseWithResolvers<void>>()
  const reached = new Map<string, PromiseWithResolvers<void>>()
  const name = (operation: string, moment: Moment) => `${moment} ${operation}`

  async function at(operation: string, moment: Moment): Promise<void> {
    const place = name(operation, moment)
    const hang = hangs.get(place)
    if (hang) {
      // Only the first caller: whoever comes to its rescue gets an answer.
      hangs.delete(place)
      reached.get(place)?.resolve()
      await hang.promise
    }
    const left = failures.get(place) ?? 0
    if (left > 0) {
      failures.set(place, left - 1)
      throw new Unavailable(`${operation} fails ${moment} its effect, as the test asked`)
    }
  }

  return {
    /** The next `times` calls fail. A client tries three times before it gives up. */
    fail: (operation: string, moment: Moment, times = 3) => void failures.set(name(operation, moment), times),
    /** The next call hangs. `reached`: it does; `release`: it goes on. */
    hang(operation: string, moment: Moment) {
      const place = name(operation, moment)
      const [gate, arrival] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      hangs.set(place, gate)
      reached.set(place, arrival)
      return { reached: arrival.promise, release: () => gate.resolve() }
    },
    /** Runs an operation's effect among its mishaps. */
    async around<T>(operation: string, effect: () => T | Promise<T>): Promise<T> {
      await at(operation, 'before')
      const answer = await effect()
      await at(operation, 'after')
      return answer
    },
  }
}
