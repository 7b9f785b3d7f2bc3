import { type Answer, commonProblems, problemOf, type Problem, type Wire, withHeaders } from '@mallhive/contract'
import type { Visit } from './visit.ts'

/** Longer than this no page waits for a service. */
const WAIT_MS = 8_000

/** A service that cannot be reached, or takes too long, is an answer too: pages leave its part out or say so. */
export const orUnavailable =
  (wire: Wire): Wire =>
  async (spec, call) => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => resolve(refusal('service.timeout')), WAIT_MS)
    })
    try {
      return await Promise.race([wire(spec, call), late])
    } catch (error) {
      // A failed connection is a TypeError too, but one with a cause; without, it is a bug.
      if (error instanceof TypeError && error.cause === undefined) throw error
      return refusal('service.unavailable')
    } finally {
      clearTimeout(timer)
    }
  }

/** Says where the visitor is, as a proxy does. What the browser claims of itself is not passed on. */
export const fromAddress = (wire: Wire, address: string): Wire =>
  address === '' ? wire : withHeaders(wire, () => ({ 'x-forwarded-for': address }))

/**
 * Calls with the visitor's token. A token that a service does not take (any more) is exchanged once and the call repeated;
 * when the session has ended, whoever it was is nobody from then on, and what is public is asked again as nobody.
 */
export const asVisitor =
  (wire: Wire, visit: Visit): Wire =>
  async (spec, call) => {
    const ask = () => {
      const token = visit.accessToken
      return wire(spec, {
        ...call,
        headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...call.headers },
      })
    }
    const before = visit.accessToken
    const answer = await ask()
    if (before === undefined || call.stream || !isTokenRefused(answer)) return answer
    if (visit.accessToken === before) await visit.renew('now')
    const isWorthIt = visit.accessToken !== undefined ? visit.accessToken !== before : spec.access.includes('public')
    return isWorthIt ? ask() : answer
  }

const isTokenRefused = ({ status, body }: Answer) => status === 401 && (body as Problem).code === 'auth.invalid'

function refusal(code: 'service.unavailable' | 'service.timeout'): Answer {
  return { status: commonProblems[code].status, body: problemOf(commonProblems, { code }) }
}
