import type { Session } from '@mallhive/user-service/contract'
import type { CookieOptions } from './cookies.ts'
import { clearCookie, readCookies, writeCookie } from './cookies.ts'
import type { Refreshed } from './refresh.ts'
import { endSession, keepSession, needsRefresh, readClaims, readSession } from './session.ts'

/** Who looks at the page: someone with an account, or a guest who owns a cart. */
export interface Visitor {
  readonly id: string
  readonly isGuest: boolean
  readonly name?: string
}

/** The session of one request: what came with it, what it is exchanged for, and the cookies to send back. */
export interface Visit {
  readonly visitor: Visitor | undefined
  readonly accessToken: string | undefined
  /** A session came along that could not be renewed and does not say whose it is: do not begin another in its place. */
  readonly isUnknown: boolean
  /** Renews the tokens when they are due, or `now`. */
  renew(how?: 'due' | 'now'): Promise<void>
  keep(session: Session): void
  forget(): void
  /** The cookies that this request changed. After this call tokens are not exchanged any more: nobody would get them. */
  close(): Headers
}

const NAME = 'mall-name'
const NAME_LETTERS_MAX = 200

type Refresh = (refreshToken: string) => Promise<Refreshed>

export function openVisit(request: Request, refresh: Refresh, options: CookieOptions): Visit {
  let session = readSession(request)
  let name = readCookies(request).get(NAME)?.slice(0, NAME_LETTERS_MAX) || undefined
  let cookies = new Headers()
  let closed = false

  const visit = {
    get visitor() {
      return visitorOf(session.accessToken, name)
    },
    get accessToken() {
      return session.accessToken
    },
    get isUnknown() {
      return session.refreshToken !== undefined && !visit.visitor
    },
    async renew(how: 'due' | 'now' = 'due') {
      const { refreshToken } = session
      if (closed || refreshToken === undefined || (how === 'due' && !needsRefresh(session, Date.now()))) return
      const refreshed = await refresh(refreshToken)
      if (refreshed === 'ended') visit.forget()
      else if (refreshed !== 'away') visit.keep(refreshed.session)
    },
    keep({ accessToken, refreshToken, refreshExpiresAt, user }: Session) {
      session = { accessToken, refreshToken }
      name = user.name
      const seconds = Math.max(0, (Date.parse(refreshExpiresAt) - Date.now()) / 1_000)
      cookies = new Headers()
      // The access token stays for as long as it can be renewed: it says whose session it is, also while user-service is away.
      keepSession(cookies, { accessToken, refreshToken, accessSeconds: seconds, refreshSeconds: seconds }, options)
      const kept = name ? writeCookie(NAME, name, { ...options, maxAgeSeconds: seconds }) : clearCookie(NAME, options)
      cookies.append('set-cookie', kept)
    },
    forget() {
      session = {}
      name = undefined
      cookies = new Headers()
      endSession(cookies, options)
      cookies.append('set-cookie', clearCookie(NAME, options))
    },
    close() {
      closed = true
      return cookies
    },
  }
  return visit
}

/** What the token says, unchecked: enough to greet and to ask for one's own things; services verify it. */
function visitorOf(accessToken: string | undefined, name: string | undefined): Visitor | undefined {
  const claims = readClaims(accessToken)
  const id = claims?.['sub']
  if (typeof id !== 'string') return undefined
  const isGuest = claims?.['kind'] !== 'registered'
  return { id, isGuest, ...(name !== undefined && !isGuest && { name }) }
}
