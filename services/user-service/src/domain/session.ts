/** How long an access token is good for. Every service remembers revoked sessions for twice as long. */
export const ACCESS_TOKEN_SECONDS = 300
/** How long a session can be kept alive by refreshing at all. */
export const SESSION_DAYS_MAX = 180
/** A token that was just exchanged may come again: from a second tab, or because the reply got lost. */
export const REPEAT_ALLOWED_MS = 10_000

const DAY_MS = 86_400_000
const REVOKED_LONGER_MS = 60_000

export interface RefreshToken {
  readonly expiresAt: Date
  /** When it was exchanged first. */
  readonly usedAt: Date | undefined
  /** Whether one of the tokens that it was exchanged for was exchanged in turn. */
  readonly wasFollowed: boolean
}

/**
 * What to do with a refresh token that is shown: `rotate` it (give new tokens), refuse it as `expired`, or take it as stolen (`reuse`) and
 * end the family. A repeat within ten seconds, before anybody went on with the new tokens, is answered like the first time: the trade-off
 * is that a thief who is that quick is not noticed.
 */
export function judgeRefresh(token: RefreshToken, now: Date): 'rotate' | 'expired' | 'reuse' {
  if (token.usedAt) {
    const isRepeat = now.getTime() - token.usedAt.getTime() <= REPEAT_ALLOWED_MS && !token.wasFollowed
    return isRepeat ? 'rotate' : 'reuse'
  }
  return token.expiresAt <= now ? 'expired' : 'rotate'
}

export const sessionEnd = (beganAt: Date): Date => new Date(beganAt.getTime() + SESSION_DAYS_MAX * DAY_MS)

/** A refresh token lives for some days from now, but never longer than its session. */
export const refreshEnd = (now: Date, days: number, sessionEndsAt: Date): Date =>
  new Date(Math.min(now.getTime() + days * DAY_MS, sessionEndsAt.getTime()))

/** Access tokens count in whole seconds. */
export const accessEnd = (now: Date): Date => new Date((Math.floor(now.getTime() / 1000) + ACCESS_TOKEN_SECONDS) * 1000)

/** Until when the access tokens of a session that ends now must be refused: one may just be on its way out, and clocks differ. */
export const revokedUntil = (now: Date): Date => new Date(accessEnd(now).getTime() + REVOKED_LONGER_MS)
