import type { Readable } from 'node:stream'
import { isUnsafe, type Answer, type RouteSpec } from '@mallhive/contract'
import { refuseAccess } from './access.ts'
import { failure, refusal } from './answers.ts'
import { ANONYMOUS, callerName, type Authenticator, type Caller } from './auth.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { handling, type Arriving, type Handler, type QuickHandler } from './handling.ts'
import { hashOf, KEY_SHAPE } from './idempotency/idempotency.ts'
import type { Keys } from './idempotency/once.ts'
import type { Metrics } from './telemetry.ts'
import { requestCheck, type Faults } from './validation.ts'

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

export interface OperationContext extends Keys {
  readonly authenticator: Authenticator
  /** The same in every process of the service. */
  readonly hashSecret: string
  readonly proxies: TrustedProxies
  readonly metrics: Metrics
}

export function operation<R extends RouteSpec>(
  spec: R,
  handle: Handler<R>,
  context: OperationContext,
  quick?: QuickHandler<R>,
): Operation {
  const check = requestCheck(spec)
  const { anew, once } = handling(spec, { handle, quick }, context)

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
    const given = { ...parts, caller, address, ...(arrived.stream && { stream: arrived.stream }) } as Arriving<R>
    const key = arrived.headers['idempotency-key']
    if (!isUnsafe(spec) || spec.idempotencyKey === 'ignored') return anew(given)
    if (key === undefined) return spec.idempotencyKey === 'required' ? refusal('idempotency.required') : anew(given)
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
}

const summary = (faults: Faults) => faults.map(({ field, message }) => `${field} ${message}`).join('; ')

async function authenticate(header: unknown, authenticator: Authenticator): Promise<Caller | undefined> {
  if (header === undefined) return ANONYMOUS
  const token = typeof header === 'string' ? /^Bearer ([\w.-]+)$/i.exec(header)?.[1] : undefined
  return token === undefined ? undefined : authenticator.verify(token)
}
