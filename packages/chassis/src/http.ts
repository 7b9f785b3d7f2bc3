import { Readable } from 'node:stream'
import { commonProblems, problemOf, Problem, type Answer, type RouteSpec } from '@mallhive/contract'
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { Type } from 'typebox'
import type { TrustedProxies } from './client-address.ts'
import { keptBody } from './kept-body.ts'
import type { Door } from './door.ts'
import type { Operation } from './operation.ts'
import { currentRequest, requestContext, withRequest, type RequestContext } from './request-context.ts'
import type { Logger } from './telemetry.ts'

const BODY_BYTES_MAX = 262_144
const SERVER_TIMEOUT_MS = 60_000
/** What callers are told about idle connections: those who listen leave before anybody closes one under a request of theirs. */
const KEPT_ALIVE_MS = 5_000
/** Load balancers do not listen, and keep theirs for a minute by themselves. */
const KEPT_ALIVE_LONGER_MS = 70_000

/** What browsers should never do with the answers of an API. Written here, since helmet takes a third of the time of a small request (ADR 8). */
const SAFETY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
}

/** An HTTP server that reads, limits and answers; what a request means is decided by operations. */
export async function httpServer(options: {
  log: Logger
  requestTimeoutMs: number
  trustedProxies: TrustedProxies
}): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: SERVER_TIMEOUT_MS,
    keepAliveTimeout: KEPT_ALIVE_MS,
    trustProxy: (address: string) => options.trustedProxies.has(address),
    forceCloseConnections: 'idle',
    // What still comes over a connection that is about to close is answered like any other.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
  })
  app.server.keepAliveTimeoutBuffer = KEPT_ALIVE_LONGER_MS
  // Operations validate by themselves, whichever way a request comes in; the schemas here serialise and document.
  app.setValidatorCompiler(() => () => true)
  // Kept beside the request too: an answer is over outside of the context in which it was made.
  const contexts = new WeakMap<FastifyRequest, RequestContext>()
  app.addHook('onRequest', (request, reply, next) => {
    const context = requestContext(request.headers, options.requestTimeoutMs)
    contexts.set(request, context)
    void reply.headers(SAFETY_HEADERS).header('x-request-id', context.requestId)
    withRequest(context, next)
  })
  app.addHook('onResponse', (request, reply, next) => {
    const operation = request.routeOptions.schema?.operationId ?? request.routeOptions.url
    const ms = Math.round(reply.elapsedTime * 10) / 10
    const line = { operation, method: request.method, status: reply.statusCode, ms }
    withRequest(contexts.get(request)!, () => options.log.info(line, 'answered'))
    next()
  })
  app.setNotFoundHandler((_, reply) => sendProblem(reply, 'request.not_found'))
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _, reply) => {
    const code = unreadable(error)
    if (!code) options.log.error({ err: error }, 'request failed outside of an operation')
    return sendProblem(reply, code ?? 'service.failed', code ? error.message : undefined)
  })
  return app
}

/** What Fastify could not read, as a problem of ours. Its messages name no internals. */
function unreadable({
  statusCode,
  code,
}: {
  statusCode?: number
  code?: string
}): keyof typeof commonProblems | undefined {
  if (statusCode === 413) return 'request.too_large'
  if (statusCode === 415) return 'request.media_type'
  if (statusCode === 503) return 'service.unavailable'
  if (statusCode !== undefined && statusCode < 500) return 'request.malformed'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request.malformed' : undefined
}

function sendProblem(reply: FastifyReply, code: keyof typeof commonProblems, detail?: string): FastifyReply {
  const problem = problemOf(commonProblems, { code, ...(detail !== undefined && { detail }) })
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, requestId: currentRequest()?.requestId }))
}

/** Offers an operation at its method and path. Who finds no room is told before their body is read, and again if the room went meanwhile. */
export function offer(app: FastifyInstance, spec: RouteSpec, operation: Operation, door: Door): void {
  void app.register(async (scope) => {
    if (spec.stream) {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser(
        spec.stream.contentType,
        { bodyLimit: spec.stream.bytesMax },
        (_request, payload, done) => done(null, payload),
      )
    }
    scope.route({
      method: spec.method,
      url: spec.path,
      ...((spec.bodyBytesMax ?? spec.stream?.bytesMax) !== undefined && {
        bodyLimit: (spec.bodyBytesMax ?? spec.stream?.bytesMax)!,
      }),
      schema: schemaOf(spec),
      onRequest: (_request, reply, next) => {
        const refused = door.refuse(spec)
        if (refused) void send(reply, spec, refused)
        else next()
      },
      handler: async (request, reply) => {
        const answer = door.refuse(spec) ?? (await door.during(operation(arrivedBy(request, spec))))
        return send(reply, spec, answer)
      },
    })
  })
}

function arrivedBy({ params, query, headers, body, ip: address }: FastifyRequest, spec: RouteSpec) {
  if (spec.stream)
    return { params, query, headers, address, stream: body instanceof Readable ? body : Readable.from([]) }
  return { params, query, headers, address, body }
}

function send(reply: FastifyReply, spec: RouteSpec, { status, body, headers }: Answer): FastifyReply {
  void reply.code(status)
  for (const [name, value] of Object.entries(headers ?? {})) void reply.header(name, value)
  if (status >= 400) return reply.type('application/problem+json').send(body)
  if (spec.contentType && !reply.hasHeader('content-type')) void reply.type(spec.contentType)
  const kept = keptBody(body)
  if (!kept) return reply.send(body)
  return reply
    .type('application/json; charset=utf-8')
    .send((kept.bytes ??= Buffer.from(reply.serialize(body) as string)))
}

/** The part of a route that serialises its replies and documents it. */
function schemaOf(spec: RouteSpec): object {
  const json = Object.entries(spec.replies).filter(
    ([, schema]) => !spec.contentType && (schema as { type?: string }).type !== 'undefined',
  )
  const { operationId, summary, params, query, headers, body, access } = spec
  return {
    operationId,
    summary,
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    headers: Type.Object({
      ...headers?.properties,
      ...(spec.method !== 'GET' &&
        spec.idempotencyKey !== 'ignored' && {
          'idempotency-key': spec.idempotencyKey === 'required' ? Type.String() : Type.Optional(Type.String()),
        }),
    }),
    response: {
      ...Object.fromEntries(json),
      ...(json.length < Object.keys(spec.replies).length && {}),
      '4xx': Problem,
      '5xx': Problem,
    },
    security: access.includes('public') ? [] : [{ bearer: [] }],
    description: [`Access: ${access.join(', ')}.`, spec.problems && `Problems: ${spec.problems.join(', ')}.`]
      .filter(Boolean)
      .join(' '),
  }
}
