/** So many may always be under way: a limit of none would never learn that the load is over. */
const FLOOR = 32
/** A burst makes the loop late too, and passes. Only what stays is overload. */
const PATIENCE_MS = 1_000
const CUT = 0.8
const GROWTH = 1.05

export interface LoadLimit {
  /** How many requests may be under way now. */
  readonly now: number
  /** Hears how late the event loop is, at a time in milliseconds. */
  hear(delayMs: number, atMs: number): void
}

/**
 * How many requests may be under way at once: `max`, and less while the event loop stays later than `delayMaxMs`. It goes down by a fifth and up
 * by a twentieth each time it hears, as TCP finds its rate, so that it comes to rest at what this machine can do in time.
 */
export function loadLimit(max: number, delayMaxMs: number): LoadLimit {
  const floor = Math.min(FLOOR, max)
  let limit = max
  let lateSince: number | undefined
  return {
    get now() {
      return Math.floor(limit)
    },
    hear(delayMs, atMs) {
      if (delayMs <= delayMaxMs) {
        lateSince = undefined
        limit = Math.min(max, limit * GROWTH + 1)
        return
      }
      lateSince ??= atMs
      const isKnown = limit < max
      if (isKnown || atMs - lateSince >= PATIENCE_MS) limit = Math.max(floor, limit * CUT)
    },
  }
}
