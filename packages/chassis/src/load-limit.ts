/** So many may always be under way: a limit of none would never learn that the load is over. */
const FLOOR = 16
/** A burst makes the loop late too, and passes. Only what stays is overload. */
const PATIENCE_MS = 500
/** Of the limit remains at least this much each time. */
const CUT_MAX = 0.1
const GROWTH = 1.1

export interface LoadLimit {
  /** How many requests may be under way, in a turn of the event loop that is late by so many milliseconds already. */
  at(lateMs: number): number
  /** Hears how late the event loop is, at a time in milliseconds. */
  hear(delayMs: number, atMs: number): void
}

/**
 * How many requests may be under way at once: `max`, and less while the event loop stays later than `delayMaxMs`. It goes down in
 * proportion to the lateness and up by a tenth each time it hears, so that it comes to rest at what this machine can do in time.
 */
export function loadLimit(max: number, delayMaxMs: number): LoadLimit {
  const floor = Math.min(FLOOR, max)
  let limit = max
  let lateSince: number | undefined
  return {
    at: (lateMs) => Math.floor(lateMs < PATIENCE_MS ? limit : floor),
    hear(delayMs, atMs) {
      if (delayMs <= delayMaxMs) {
        lateSince = undefined
        limit = Math.min(max, limit * GROWTH + 1)
        return
      }
      lateSince ??= atMs - delayMs
      const isKnown = limit < max
      if (isKnown || atMs - lateSince >= PATIENCE_MS)
        limit = Math.max(floor, limit * Math.max(CUT_MAX, delayMaxMs / delayMs))
    },
  }
}
