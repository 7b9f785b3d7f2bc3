import { setTimeout as realPause } from 'node:timers'

/** Something that never ends by itself, such as a call without an answer, is no reason to wait for ever. */
const PATIENCE_MS = 5_000

/** Counts the effects of all services, to know when there are none. */
export function effectsUnderWay() {
  let underWay = 0
  let begun = 0
  return {
    begins(): () => void {
      underWay += 1
      begun += 1
      return () => void (underWay -= 1)
    },
    async quiet(forMs: number): Promise<void> {
      const giveUpAt = performance.now() + PATIENCE_MS
      for (let seen = -1; underWay > 0 || begun > seen; ) {
        if (performance.now() > giveUpAt) return
        seen = begun
        await new Promise((resolve) => realPause(resolve, forMs))
      }
    },
  }
}
