import type { Session } from '../../contract/index.ts'
import type { Begun } from '../store/sessions.ts'
import type { KeyRing } from '../tokens/key-ring.ts'

/** Signs an access token and shows the session with both of its tokens. */
export type SessionView = (begun: Begun) => Promise<Session>

export const sessionViewWith =
  (keys: KeyRing): SessionView =>
  async ({ sessionId, user, refreshToken, refreshExpiresAt }) => {
    const { token, expiresAt } = await keys.sign(user, sessionId)
    return {
      user,
      accessToken: token,
      accessExpiresAt: expiresAt.toISOString(),
      refreshToken,
      refreshExpiresAt: refreshExpiresAt.toISOString(),
    }
  }
