import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { isRepeatable, overHttp, type Answer, type Call, type RouteSpec, type Wire } from '@mallhive/contract'
import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  wrap,
} from 'cockatiel'
import { namedAddress } from './client-address.ts'
import { DeadlineExceeded, Unavailable } from './failures.ts'
import type { Operation } from './operation.ts'
import { contextHeaders, currentRequest } from './request-context.ts'
import type { Metrics } from './telemetry.ts'

const ATTEMPTS_MAX = 2
const BREAK_AFTER_FAILURES = 8
const HALF_OPEN_AFTER_MS = 2_000
const ALONE_TIMEOUT_MS = 10_000

/** Operations of the services in this process, by service and operation. */
export type Local = ReadonlyMap<string, ReadonlyMap<string, Operation>>

/** Straight to the handler: the same access, validation and idempotency as over HTTP, and no pretended request. */
export const inProcess =
  (operations: ReadonlyMap<string, Operation>): Wire =>
  async (spec, call) => {
    const operation = operations.get(spec.operationId)
    if (!operation) throw new TypeError(`${spec.operationId} is not offered here`)
    const { params, query, headers = {}, body, stream } = call
    return operation({
      params,
      query,
      headers,
      body,
      address: namedAddress(headers['x-forwarded-for']),
      ...(stream && { stream: Readable.fromWeb(stream as ReadableStream) }),
    })
  }

class Failed extends Error {
  readonly answer: Answer | undefined
  constructor(message: string, answer?: Answer, options?: ErrorOptions) {
    super(message, options)
    this.answer = answer
  }
}

/** Nothing was heard within the time that the request had left. */
class Silence extends DeadlineExceeded {}

export interface CallOptions {
  readonly target: string
  readonly token: () => Promise<string | undefined>
  readonly metrics: Metrics
  /** Stands around each attempt. */
  readonly around?: (operation: string, run: () => Promise<Answer>) => Promise<Answer>
}

/**
 * Calls a neighbour with this service's own token, within the deadline of the request under way. A neighbour that fails is asked again when a
 * repeat is harmless, and left alone for a while when it keeps failing. Where a repeat is harmless, silence is given half of the time that is
 * left: the connection may be dead, and another one not. Throws `Unavailable` or `DeadlineExceeded`; refusals are answers.
 */
export function neighbour(wire: Wire, options: CallOptions): Wire {
  const again = retry(
    handleWhen((error) => error instanceof Failed),
    { maxAttempts: ATTEMPTS_MAX, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }) },
  )
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof Failed || error instanceof Silence),
    { halfOpenAfter: HALF_OPEN_AFTER_MS, breaker: new ConsecutiveBreaker(BREAK_AFTER_FAILURES) },
  )
  const patient = wrap(again, breaker)

  return async (spec, call) => {
    const stop = options.metrics.calls.startTimer({ target: options.target, operation: spec.operationId })
    const mayRepeat = isRepeatable(spec) || call.headers?.['idempotency-key'] !== undefined
    let attempts = 0
    const ask = () => attempt(spec, call, mayRepeat && attempts++ < ATTEMPTS_MAX)
    try {
      const answer = await (mayRepeat ? patient : breaker).execute(ask)
      stop({ outcome: String(answer.status) })
      return answer
    } catch (error) {
      stop({ outcome: 'failed' })
      if (error instanceof Failed)
        throw new Unavailable(`${options.target} did not answer ${spec.operationId}`, { cause: error })
      if (error instanceof BrokenCircuitError)
        throw new Unavailable(`${options.target} keeps failing and is left alone`, {
          cause: error,
          retryAfterSeconds: HALF_OPEN_AFTER_MS / 1000,
        })
      throw error
    }
  }

  async function attempt(spec: RouteSpec, call: Call, comesAgain: boolean): Promise<Answer> {
    const left = (currentRequest()?.deadline ?? Date.now() + ALONE_TIMEOUT_MS) - Date.now()
    if (left <= 0) throw new DeadlineExceeded(`no time left to call ${spec.operationId}`)
    const token = await options.token()
    const headers = {
      ...contextHeaders(),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...call.headers,
    }
    const send = () => wire(spec, { ...call, headers })
    const sent = options.around ? options.around(spec.operationId, send) : send()
    const answer = await withinTime(sent, comesAgain ? left / 2 : left, comesAgain ? Failed : Silence)
    if (answer.status >= 500)
      throw new Failed(`${options.target} answered ${answer.status} to ${spec.operationId}`, answer)
    return answer
  }
}

async function withinTime(work: Promise<Answer>, ms: number, Late: typeof Failed | typeof Silence): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const noAnswer = () => new Late(`no answer within ${Math.round(ms)} ms`)
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(noAnswer()), ms)
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    if (error instanceof Late) throw error
    // The wire has a watch of its own, which may be a little ahead.
    if ((error as Error).name === 'TimeoutError') throw noAnswer()
    throw new Failed('the connection failed', undefined, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

/** The way to a service: its handlers when it runs in this process, else its address. Undefined when neither is known. */
export function wireTo(
  service: string,
  local: Local,
  env: Readonly<Record<string, string | undefined>>,
): Wire | undefined {
  const operations = local.get(service)
  if (operations) return inProcess(operations)
  const url = env[urlVariable(service)]
  return url === undefined
    ? undefined
    : overHttp(url, () =>
        AbortSignal.timeout(Math.max(1, (currentRequest()?.deadline ?? Date.now() + ALONE_TIMEOUT_MS) - Date.now())),
      )
}

/** `product-service` is found at `PRODUCT_SERVICE_URL`. */
export const urlVariable = (service: string): string => `${service.toUpperCase().replaceAll('-', '_')}_URL`
