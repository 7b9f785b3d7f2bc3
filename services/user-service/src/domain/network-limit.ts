const MINUTE_MS = 60_000

export interface NetworkLimit {
  readonly purpose: 'guest' | 'registration' | 'sign-in'
  /** So many within the window; then no more until it ends. */
  readonly most: number
  readonly windowMs: number
}

/** Many people may share an address (an office, a school, a mobile network), so these stop machines, not crowds. */
export const REGISTRATIONS: NetworkLimit = { purpose: 'registration', most: 100, windowMs: 60 * MINUTE_MS }
/** Wrong passwords, whatever accounts they were tried on: the limit of each account does not stop one password tried on all. */
export const WRONG_PASSWORDS: NetworkLimit = { purpose: 'sign-in', most: 50, windowMs: 15 * MINUTE_MS }
export const guestsLimit = (most: number): NetworkLimit => ({ purpose: 'guest', most, windowMs: 60 * MINUTE_MS })

export const endOf = ({ windowMs }: NetworkLimit, beganAt: Date): Date => new Date(beganAt.getTime() + windowMs)
