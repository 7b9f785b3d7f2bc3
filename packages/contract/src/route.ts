import type { Static, TObject, TSchema } from 'typebox'
import type { Problem, ProblemStatus } from './problem.ts'

/**
 * Who may call an operation. `public`: anybody, signed in or not. `user`: whoever has an account or a guest session.
 * `owner`: the user whom the thing belongs to; others get 404. `service:NAME`: that service, by its own token.
 */
export type Access = 'public' | 'user' | 'owner' | 'admin' | `service:${string}`

/** One operation, described once: validation, OpenAPI, handler types, client, authorisation and idempotency tests come from it. */
export interface RouteSpec {
  readonly operationId: string
  readonly summary: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` for parameters. */
  readonly path: `/${string}`
  readonly access: readonly Access[]
  /** The path parameter that holds the owner's user id. Without it the handler itself compares the owner. */
  readonly owner?: string
  readonly params?: TObject
  readonly query?: TObject
  /** Header names in lower case. */
  readonly headers?: TObject
  readonly body?: TSchema
  /** The handler reads the body itself, as a stream of this content type. */
  readonly stream?: { readonly contentType: string; readonly bytesMax: number }
  /** Largest body in bytes; 256 KiB when not said. */
  readonly bodyBytesMax?: number
  readonly replies: Readonly<Record<number, TSchema>>
  /** The reply's content type when it is not JSON; its body is then text, bytes or a stream. */
  readonly contentType?: string
  /** Codes of the service's problem table that this operation may answer, besides the common ones. */
  readonly problems?: readonly string[]
  /** Every unsafe operation takes an Idempotency-Key; those that cost money or make a thing insist on it. */
  readonly idempotencyKey?: 'optional' | 'required' | 'ignored'
  /** The reply holds secrets and is not stored: a repeat of the key runs the handler again with the same `id`, and it must be harmless. */
  readonly secretReply?: boolean
  /** May the answer be asked again after a failure, also without a key? True for GET; say it for others that repeat harmlessly. */
  readonly repeatable?: boolean
  /** It ends or undoes what was begun, such as a cancellation: a service with too much to do refuses it last. */
  readonly finishesWork?: boolean
}

export const route = <const R extends RouteSpec>(spec: R): R => spec

/** A service's operations under the name by which others find it. */
export interface Api<Routes extends Record<string, RouteSpec> = Record<string, RouteSpec>> {
  readonly service: string
  readonly routes: Routes
}
export const api = <const Routes extends Record<string, RouteSpec>>(service: string, routes: Routes): Api<Routes> => ({
  service,
  routes,
})

export const isUnsafe = (spec: RouteSpec): boolean => spec.method !== 'GET'
export const isRepeatable = (spec: RouteSpec): boolean => spec.method === 'GET' || spec.repeatable === true

type Part<S> = S extends TSchema ? Static<S> : undefined
type Given<Name extends string, S> = S extends TSchema
  ? Record<string, never> extends Static<S>
    ? { [N in Name]?: Static<S> }
    : { [N in Name]: Static<S> }
  : { [N in Name]?: never }

/** What a handler receives: every part checked. */
export interface RequestOf<R extends RouteSpec> {
  readonly params: Part<R['params']>
  readonly query: Part<R['query']>
  readonly headers: Part<R['headers']>
  readonly body: Part<R['body']>
}

/** What a caller gives: only the parts that the operation has. */
export type CallOf<R extends RouteSpec> = Given<'params', R['params']> &
  Given<'query', R['query']> &
  Given<'headers', R['headers']> &
  Given<'body', R['body']> & { readonly idempotencyKey?: string; readonly stream?: ReadableStream<Uint8Array> }

export type ReplyHeaders = Readonly<Record<string, string>>
export interface ProblemReply {
  readonly status: ProblemStatus
  readonly body: Problem
  readonly headers?: ReplyHeaders
}

export type ReplyOf<R extends RouteSpec> =
  | {
      [S in keyof R['replies'] & number]: {
        readonly status: S
        readonly body: Part<R['replies'][S]>
        readonly headers?: ReplyHeaders
      }
    }[keyof R['replies'] & number]
  | ProblemReply
