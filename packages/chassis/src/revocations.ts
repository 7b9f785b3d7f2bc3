import type { Envelope } from '@mallhive/contract'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Authenticator } from './auth.ts'
import type { Bus } from './bus/bus.ts'

/** The type and the facts by which the issuer of tokens ends sessions. Each process must hear of every one. */
const REVOKED = 'session.revoked.v1'
const facts = Compile(Type.Object({ sessionId: Type.String(), tokensExpireAt: Type.String() }))
const TOKENS_LIVE_MS = 10 * 60_000

/** Refuses the access tokens of ended sessions, also of those that ended shortly before this process began. */
export async function followRevocations(bus: Bus, authenticator: Authenticator): Promise<void> {
  await bus.follow([REVOKED], new Date(Date.now() - TOKENS_LIVE_MS), async (batch: readonly Envelope[]) => {
    for (const { data } of batch) {
      if (facts.Check(data)) authenticator.revoke(data.sessionId, new Date(data.tokensExpireAt))
    }
  })
}
