import type { Readable } from 'node:stream'
import type { Answer, Problem, ReplyOf, RequestOf, RouteSpec } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { Compile } from 'typebox/compile'
import { failure, refusal } from './answers.ts'
import type { Caller } from './auth.ts'
import type { Use } from './idempotency/idempotency.ts'
import { once, type Keys } from './idempotency/once.ts'
import { keptBody } from './kept-body.ts'
import { currentRequest } from './request-context.ts'

export interface Given<R extends RouteSpec> extends RequestOf<R> {
  readonly caller: Caller
  /** Names what this request makes. A repeat with the same Idempotency-Key has the same id, also after a crash. */
  readonly id: string
  /** Where the client is, as far as that can be known: undefined for neighbours that act for nobody. */
  readonly address: string | undefined
  readonly stream?: Readable
}
export type Handler<R extends RouteSpec> = (given: Given<R>) => Promise<ReplyOf<R>>
/**
 * Handles a request whose key nobody has taken yet, and takes the key in its own first write (`takenKeys`): one round trip and one commit less
 * to wait for. Undefined: somebody has the key, or there is nothing to write; then nothing was done, and the usual handler follows. That one
 * must go on with what was begun, since the reply does not wait until it is kept for repeats: one that dies meanwhile is run again.
 */
export type QuickHandler<R extends RouteSpec> = (given: Given<R>, key: Use) => Promise<ReplyOf<R> | undefined>

/** A request before it is known what it makes. */
export type Arriving<R extends RouteSpec> = Omit<Given<R>, 'id'>

/** Runs a request that may run. */
export interface Handling<R extends RouteSpec> {
  /** For a request without a key: whenever it comes. Throws what the handler throws. */
  anew(given: Arriving<R>): Promise<Answer>
  /** Once for a key, however often it comes. */
  once(use: Use, given: Arriving<R>): Promise<Answer>
}

export function handling<R extends RouteSpec>(
  spec: R,
  { handle, quick }: { handle: Handler<R>; quick?: QuickHandler<R> | undefined },
  keys: Keys,
): Handling<R> {
  const breach = replyCheck(spec)
  return {
    anew: (given) => run(given, newId()),
    async once(use, given) {
      const asAnswer = (error: unknown) => failure(spec, error, keys.log)
      const answer = await once(
        use,
        {
          usual: (id) => run(given, id).catch(asAnswer),
          quick: quick && ((id) => runQuickly(quick, given, id, use).catch(asAnswer)),
          isSecret: spec.secretReply === true,
        },
        keys,
      )
      if (answer === 'idempotency.running') return refusal(answer, {}, { 'retry-after': '1' })
      return answer === 'idempotency.reused' ? refusal(answer) : answer
    },
  }

  async function run(given: Arriving<R>, id: string): Promise<Answer> {
    return checked(await handle({ ...given, id } as Given<R>))
  }

  async function runQuickly(quick: QuickHandler<R>, given: Arriving<R>, id: string, key: Use) {
    const reply = await quick({ ...given, id } as Given<R>, key)
    return reply && checked(reply)
  }

  function checked(answer: Answer): Answer {
    const kept = keptBody(answer.body)
    const fault = kept?.isChecked ? undefined : breach(answer)
    if (fault) throw new TypeError(`${spec.operationId} answered ${answer.status} against its contract: ${fault}`)
    if (kept) kept.isChecked = true
    if (answer.status < 400) return answer
    return { ...answer, body: { ...(answer.body as Problem), requestId: currentRequest()?.requestId } }
  }
}

/** A reply that breaks the contract is a bug of ours: found here, not by the client. */
function replyCheck(spec: RouteSpec): (answer: Answer) => string | undefined {
  const compiled = new Map(
    spec.contentType
      ? []
      : Object.entries(spec.replies).map(([status, schema]) => [Number(status), Compile(withoutFormats(schema))]),
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

/**
 * The shape alone: that ids and times are well formed is known where they come from, and by measurement looking at each again is most of
 * what checking a long reply costs. What clients send is looked at in full.
 */
function withoutFormats<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withoutFormats) as T
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'format' || typeof value !== 'string')
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutFormats(value)])) as T
}
