import { refuse, type Serve } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { userApi, userProblems } from '../../contract/index.ts'
import type { Profiles } from '../store/profiles.ts'
import type { Sessions } from '../store/sessions.ts'
import type { KeyRing } from '../tokens/key-ring.ts'
import type { SessionView } from './session-view.ts'

export interface SessionContext {
  readonly serve: Serve
  readonly clock: Clock
  readonly sessions: Sessions
  readonly profiles: Profiles
  readonly keys: KeyRing
  readonly sessionView: SessionView
}

const { routes } = userApi
const refused = refuse(userProblems)
const done = { status: 204, body: undefined } as const

/** Refreshing, signing out, and the public keys. */
export function sessionRoutes({ serve, clock, sessions, profiles, keys, sessionView }: SessionContext): void {
  serve(routes.refresh, async ({ body }) => {
    const begun = await sessions.refresh(body.refreshToken, clock())
    return begun ? { status: 200, body: await sessionView(begun) } : refused({ code: 'session.invalid' })
  })

  serve(routes.signOut, async ({ caller }) => {
    if (caller.kind !== 'user') return refused({ code: 'auth.forbidden' })
    await sessions.end({ userId: caller.id, only: caller.sessionId }, 'signed-out', clock())
    return done
  })

  serve(routes.signOutEverywhere, async ({ params }) => {
    if (!(await profiles.find(params.userId))) return refused({ code: 'user.not_found' })
    await sessions.end({ userId: params.userId }, 'signed-out-everywhere', clock())
    return done
  })

  serve(routes.jwks, async () => ({
    status: 200,
    body: { keys: keys.jwks() },
    headers: { 'cache-control': 'public, max-age=60' },
  }))
}
