import type { Clock } from '@mallhive/kernel'
import type { Session } from '../../contract/index.ts'
import { accessEnd } from '../domain/session.ts'
import type { Begun } from '../store/sessions.ts'
import type { KeyRing } from '../tokens/key-ring.ts'

/** Signs an access token and shows the session with both of its tokens. */
export type SessionView = (begun: Begun) => Promise<Session>

export const sessionViewWith =
  (keys: KeyRing, clock: Clock): SessionView =>
  async ({ sessionId, user, refreshToken, refreshExpiresAt }) => {
    const accessExpiresAt = accessEnd(clock())
    return {
      user,
      accessToken: await keys.sign(user, sessionId),
      accessExpiresAt: accessExpiresAt.toISOString(),
      refreshToken,
      refreshExpiresAt: refreshExpiresAt.toISOString(),
    }
  }
