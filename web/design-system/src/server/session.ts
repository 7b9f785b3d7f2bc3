import { type Asked, clearCookie, type CookieOptions, readCookies, writeCookie } from './cookies.ts'

/** What the browser keeps of a signed-in shopper or a guest: only cookies that scripts cannot read. */
export interface Session {
  /** Short-lived, sent to the services. */
  readonly accessToken?: string | undefined
  /** Long-lived, sent to user-service only, to get the next pair. */
  readonly refreshToken?: string | undefined
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly accessSeconds: number
  readonly refreshSeconds: number
}

const ACCESS = 'mall-access'
const REFRESH = 'mall-refresh'

/** Tokens that are due within this time count as expired, so that none runs out on its way to a service. */
const MARGIN_SECONDS = 20

export function readSession(request: Asked): Session {
  const cookies = readCookies(request)
  return { accessToken: cookies.get(ACCESS) || undefined, refreshToken: cookies.get(REFRESH) || undefined }
}

/** Adds the cookies of a new pair of tokens to a response's headers. */
export function keepSession(headers: Headers, tokens: Tokens, options: CookieOptions): void {
  const { accessToken, refreshToken, accessSeconds, refreshSeconds } = tokens
  headers.append('set-cookie', writeCookie(ACCESS, accessToken, { ...options, maxAgeSeconds: accessSeconds }))
  headers.append('set-cookie', writeCookie(REFRESH, refreshToken, { ...options, maxAgeSeconds: refreshSeconds }))
}

export function endSession(headers: Headers, options: CookieOptions): void {
  headers.append('set-cookie', clearCookie(ACCESS, options))
  headers.append('set-cookie', clearCookie(REFRESH, options))
}

/**
 * What a token says of itself, **without checking its signature**: good enough to greet by name and to know when to
 * refresh, never to allow anything. Services verify it.
 */
export function readClaims(accessToken: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const payload = accessToken?.split('.')[1]
  if (!payload) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined
  } catch {
    return undefined // Not a token; the services will say so where it matters.
  }
}

/** Whether the access token is missing or about to expire. `now` in milliseconds. */
export function needsRefresh({ accessToken }: Session, now: number): boolean {
  const expires = readClaims(accessToken)?.['exp']
  return typeof expires !== 'number' || expires - MARGIN_SECONDS <= now / 1_000
}

/** Cookies are secure when the shop is reached over https, by itself or behind a proxy that the operator named. */
export function cookieOptions(request: Request, always = false): CookieOptions {
  return { secure: always || new URL(request.url).protocol === 'https:' }
}
