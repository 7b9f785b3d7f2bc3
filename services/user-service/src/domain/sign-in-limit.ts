/** So many wrong passwords within the window lock the account's door for a while. The right one forgives all before. */
export const WRONG_MAX = 5
export const WINDOW_MS = 15 * 60_000
export const LOCKED_MS = 15 * 60_000

/** For `Retry-After`: whole seconds, at least one. */
export const secondsUntil = (until: Date, now: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000))
