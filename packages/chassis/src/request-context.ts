import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

/** What goes along with a request through every call, log line and event that it causes. */
export interface RequestContext {
  readonly requestId: string
  /** W3C trace context. */
  readonly traceparent: string
  /** When the caller stops waiting, in epoch milliseconds. */
  readonly deadline: number
}

const storage = new AsyncLocalStorage<RequestContext>()

export const currentRequest = (): RequestContext | undefined => storage.getStore()
export const withRequest = <T>(context: RequestContext, work: () => T): T => storage.run(context, work)

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/
const REQUEST_ID = /^[\w.:-]{8,100}$/

/** Continues the trace of the headers, or starts one. Ids from outside are taken only when they are harmless to log. */
export function requestContext(headers: Readonly<Record<string, unknown>>, timeoutMs: number): RequestContext {
  const given = (name: string, shape: RegExp) => {
    const value = headers[name]
    return typeof value === 'string' && shape.test(value) ? value : undefined
  }
  const remaining = Number(given('x-deadline-ms', /^[0-9]{1,7}$/) ?? timeoutMs)
  return {
    requestId: given('x-request-id', REQUEST_ID) ?? randomUUID(),
    traceparent: given('traceparent', TRACEPARENT) ?? newTrace(),
    deadline: Date.now() + Math.min(remaining, timeoutMs),
  }
}

/** Of UUIDs, whose randomness Node draws in advance: a tenth of the time that fresh bytes take. */
const newTrace = () => `00-${randomUUID().replaceAll('-', '')}-${randomUUID().replaceAll('-', '').slice(16)}-01`

/** The headers that carry the context to the next service. */
export function contextHeaders(): Record<string, string> {
  const context = currentRequest()
  if (!context) return {}
  const remaining = Math.max(0, context.deadline - Date.now())
  return { 'x-request-id': context.requestId, traceparent: context.traceparent, 'x-deadline-ms': String(remaining) }
}
