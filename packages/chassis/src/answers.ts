import { commonProblems, problemOf, type Answer, type Problem, type RouteSpec } from '@mallhive/contract'
import { DeadlineExceeded, isPassing, Unavailable } from './failures.ts'
import { currentRequest } from './request-context.ts'
import type { Logger } from './telemetry.ts'

/** What any operation may refuse, whatever it does. */
export const refusal = (
  code: keyof typeof commonProblems,
  more: Partial<Problem> = {},
  headers?: Record<string, string>,
): Answer => ({
  status: commonProblems[code].status,
  body: { ...problemOf(commonProblems, { code }), requestId: currentRequest()?.requestId, ...more },
  ...(headers && { headers }),
})

/** What a handler that threw is answered by: outages pass, all else is a bug of ours. */
export function failure(spec: RouteSpec, error: unknown, log: Logger): Answer {
  if (error instanceof DeadlineExceeded) return refusal('service.timeout', {}, { 'retry-after': '1' })
  if (isPassing(error)) {
    log.warn({ operation: spec.operationId, error: (error as Error).message }, 'not available')
    const seconds = error instanceof Unavailable ? error.retryAfterSeconds : 1
    return refusal('service.unavailable', {}, { 'retry-after': String(seconds) })
  }
  log.error({ operation: spec.operationId, err: error }, 'operation failed')
  return refusal('service.failed')
}
