import type { Readable } from 'node:stream'
import {
  commonProblems,
  isUnsafe,
  problemOf,
  type Answer,
  type Problem,
  type ReplyOf,
  type RequestOf,
  type RouteSpec,
} from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { Compile } from 'typebox/compile'
import { refuseAccess } from './access.ts'
import { ANONYMOUS, callerName, type Authenticator, type Caller } from './auth.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { DeadlineExceeded, isPassing, Unavailable } from './failures.ts'
import { hashOf, KEY_SHAPE, type IdempotencyStore, type Use } from './idempotency/idempotency.ts'
import { keptBody } from './kept-body.ts'
import { currentRequest } from './request-context.ts'
import type { Logger, Metrics } from './telemetry.ts'
import { requestCheck, type Faults } from './validation.ts'

export interface Given<R extends RouteSpec> extends RequestOf<R> {
  readonly caller: Caller
  /** Names what this request makes. A repeat with the same Idempotency-Key has the same id, also after a crash. */
  readonly id: string
  /** Where the client is, as far as that can be known: undefined for neighbours that act for nobody. */
  readonly address: string | undefined
  readonly stream?: Readable
}
export type Handler<R extends RouteSpec> = (given: Given<R>) => Promise<ReplyOf<R>>

/** A request however it arrived: parsed from a socket or handed over in the same process. */
export interface Arrived {
  readonly params?: unknown
  readonly query?: unknown
  readonly headers: Readonly<Record<string, unknown>>
  readonly body?: unknown
  /** The client's, or of whoever stands between us and them. */
  readonly address?: string | undefined
  readonly stream?: Readable
}
/** Takes a request through access, validation, idempotency and the handler. Never throws: failures are problems too. */
export type Operation = (arrived: Arrived) => Promise<Answer>

export interface OperationContext {
  readonly authenticator: Authenticator
  readonly idempotency: IdempotencyStore
  /** The same in every process of the service. */
  readonly hashSecret: string
  readonly proxies: TrustedProxies
  readonly log: Logger
  readonly metrics: Metrics
}

const refusal = (
  code: keyof typeof commonProblems,
  more: Partial<Problem> = {},
  headers?: Record<string, string>,
): Answer => ({
  status: commonProblems[code].status,
  body: { ...problemOf(commonProblems, { code }), requestId: currentRequest()?.requestId, ...more },
  ...(headers && { headers }),
})

export function operation<R extends RouteSpec>(spec: R, handle: Handler<R>, context: OperationContext): Operation {
  const check = requestCheck(spec)
  const breach = replyCheck(spec)

  return async (arrived) => {
    const stop = context.metrics.requests.startTimer({ operation: spec.operationId })
    const answer = await perform(arrived).catch((error: unknown) => failure(spec, error, context.log))
    stop({ status: answer.status })
    return answer
  }

  async function perform(arrived: Arrived): Promise<Answer> {
    const caller = await authenticate(arrived.headers['authorization'], context.authenticator)
    if (!caller) return refusal('auth.invalid')
    const refused = refuseAccess(spec, caller, (arrived.params ?? {}) as Record<string, unknown>)
    if (refused) return refusal(refused)

    const { parts, faults } = check(arrived)
    if (faults.length > 0) return refusal('request.invalid', { detail: summary(faults), errors: faults })

    const address = clientAddress(arrived.address, context.proxies)
    const given = { ...parts, caller, address, ...(arrived.stream && { stream: arrived.stream }) } as Omit<
      Given<R>,
      'id'
    >
    const key = arrived.headers['idempotency-key']
    if (!isUnsafe(spec) || spec.idempotencyKey === 'ignored') return run(given, newId())
    if (key === undefined)
      return spec.idempotencyKey === 'required' ? refusal('idempotency.required') : run(given, newId())
    if (typeof key !== 'string' || !KEY_SHAPE.test(key))
      return refusal('request.invalid', {
        errors: [{ field: 'headers/idempotency-key', message: 'must be 8 to 255 visible ASCII characters' }],
      })
    const { params, query, body } = parts
    return once(
      {
        scope: callerName(caller),
        key,
        operation: spec.operationId,
        requestHash: hashOf([params, query, body], context.hashSecret),
      },
      given,
    )
  }

  async function once(use: Use, given: Omit<Given<R>, 'id'>): Promise<Answer> {
    const claim = await context.idempotency.claim(use)
    if (claim.state === 'done')
      return { ...claim.answer, headers: { ...claim.answer.headers, 'idempotency-replayed': 'true' } }
    if (claim.state === 'running') return refusal('idempotency.running', {}, { 'retry-after': '1' })
    if (claim.state === 'reused') return refusal('idempotency.reused')
    const answer = await run(given, claim.id).catch((error: unknown) => failure(spec, error, context.log))
    if (answer.status >= 500) await context.idempotency.abandon(use)
    else await context.idempotency.finish(use, claim.id, answer, spec.secretReply === true)
    return answer
  }

  async function run(given: Omit<Given<R>, 'id'>, id: string): Promise<Answer> {
    const answer: Answer = await handle({ ...given, id } as Given<R>)
    const kept = keptBody(answer.body)
    const fault = kept?.isChecked ? undefined : breach(answer)
    if (fault) throw new TypeError(`${spec.operationId} answered ${answer.status} against its contract: ${fault}`)
    if (kept) kept.isChecked = true
    if (answer.status < 400) return answer
    return { ...answer, body: { ...(answer.body as Problem), requestId: currentRequest()?.requestId } }
  }
}

const summary = (faults: Faults) => faults.map(({ field, message }) => `${field} ${message}`).join('; ')

async function authenticate(header: unknown, authenticator: Authenticator): Promise<Caller | undefined> {
  if (header === undefined) return ANONYMOUS
  const token = typeof header === 'string' ? /^Bearer ([\w.-]+)$/i.exec(header)?.[1] : undefined
  return token === undefined ? undefined : authenticator.verify(token)
}

/** A reply that breaks the contract is a bug of ours: found here, not by the client. */
function replyCheck(spec: RouteSpec): (answer: Answer) => string | undefined {
  const compiled = new Map(
    spec.contentType ? [] : Object.entries(spec.replies).map(([status, schema]) => [Number(status), Compile(schema)]),
  )
  return ({ status, body }) => {
    if (spec.contentType || status >= 400) return undefined
    const schema = compiled.get(status)
    if (!schema) return 'a status it does not list'
    if (schema.Check(body)) return undefined
    return schema
      .Errors(body)
      .map((error) => `${error.instancePath} ${error.message}`)
      .slice(0, 5)
      .join('; ')
  }
}

function failure(spec: RouteSpec, error: unknown, log: Logger): Answer {
  if (error instanceof DeadlineExceeded) return refusal('service.timeout', {}, { 'retry-after': '1' })
  if (isPassing(error)) {
    log.warn({ operation: spec.operationId, error: (error as Error).message }, 'not available')
    const seconds = error instanceof Unavailable ? error.retryAfterSeconds : 1
    return refusal('service.unavailable', {}, { 'retry-after': String(seconds) })
  }
  log.error({ operation: spec.operationId, err: error }, 'operation failed')
  return refusal('service.failed')
}
