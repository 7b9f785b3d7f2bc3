import { loadLimit } from './load-limit.ts'
import { lateNow, onLoopDelay } from './loop-delay.ts'

/** How many requests this process can work on at once and still answer in time. */
export interface Room {
  /** For so many at this moment. */
  now(): number
  close(): void
}

/** Room for `max` requests, and for fewer while the event loop stays later than `delayMaxMs`. */
export function openRoom(max: number, delayMaxMs: number): Room {
  const limit = loadLimit(max, delayMaxMs)
  const close = onLoopDelay((delayMs, atMs) => limit.hear(delayMs, atMs))
  return { now: () => limit.at(lateNow()), close }
}
