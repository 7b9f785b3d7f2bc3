import type { Wire } from '@mallhive/contract'
import { client } from '@mallhive/contract'
import { type Session, userApi } from '@mallhive/user-service/contract'

/** What became of an exchange of a refresh token. `away`: nobody can say now, so nothing may be thrown away. */
export type Refreshed = { readonly session: Session } | 'ended' | 'away'

/** Requests that show the same token within this time share one exchange, also when the first answer got lost on its way. */
const REMEMBERED_MS = 60_000
const REMEMBERED_MAX = 5_000

const exchanges = new Map<string, { readonly at: number; readonly outcome: Promise<Refreshed> }>()

/**
 * Exchanges a refresh token for the next pair. Two tabs that come at the same time get the same pair: an exchange of
 * their own each would look like theft to user-service when one of them is slow.
 */
export function refreshOnce(wire: Wire, refreshToken: string, now = Date.now()): Promise<Refreshed> {
  dropOld(now)
  const running = exchanges.get(refreshToken)
  if (running) return running.outcome
  const outcome = exchange(wire, refreshToken)
  exchanges.set(refreshToken, { at: now, outcome })
  // Only what succeeded is worth remembering; who found nobody at home may ask again.
  void outcome.then((refreshed) => typeof refreshed === 'string' && exchanges.delete(refreshToken))
  return outcome
}

async function exchange(wire: Wire, refreshToken: string): Promise<Refreshed> {
  try {
    const reply = await client(userApi, wire).refresh({ body: { refreshToken } })
    if (reply.status === 200) return { session: reply.body }
    return reply.status === 400 || reply.status === 401 ? 'ended' : 'away'
  } catch {
    return 'away' // The connection failed: that says nothing about the session.
  }
}

/** The map keeps the order of insertion, so the oldest come first. */
function dropOld(now: number): void {
  for (const [token, { at }] of exchanges) {
    if (now - at < REMEMBERED_MS && exchanges.size <= REMEMBERED_MAX) return
    exchanges.delete(token)
  }
}
