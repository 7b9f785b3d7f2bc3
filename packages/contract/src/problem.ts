import { Type, type Static } from 'typebox'

/** Every status a refusal may have. A reply with one of these always carries a Problem. */
export const PROBLEM_STATUSES = [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500, 502, 503, 504] as const
export type ProblemStatus = (typeof PROBLEM_STATUSES)[number]

/** What the client sees of a refusal or a failure: RFC 9457, with a stable `code` to branch on. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Where the code is explained' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable, such as cart.full' }),
    detail: Type.Optional(Type.String({ description: 'What happened this time, and what to do' })),
    requestId: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          field: Type.String({ description: 'Path in the request, such as body/lines/0/quantity' }),
          message: Type.String(),
        }),
      ),
    ),
    details: Type.Optional(Type.Unknown({ description: 'Facts for the program, by code' })),
  },
  { title: 'Problem' },
)
export type Problem = Static<typeof Problem>

export interface Refusal {
  readonly code: string
  readonly detail?: string
  readonly details?: unknown
  readonly errors?: NonNullable<Problem['errors']>
}

/** A service's error codes: status and title of each. Kept in its contract, so that the documents list them. */
export type ProblemTable = Readonly<Record<string, { readonly status: ProblemStatus; readonly title: string }>>
export const problems = <const T extends ProblemTable>(table: T): T => table

/** Codes that any operation of any service may answer. */
export const commonProblems = problems({
  'request.invalid': { status: 400, title: 'The request does not fit its description' },
  'request.malformed': { status: 400, title: 'The request could not be read' },
  'request.too_large': { status: 413, title: 'The request is too large' },
  'request.media_type': { status: 415, title: 'This content type is not understood here' },
  'request.method_not_allowed': { status: 405, title: 'This method is not offered here' },
  'request.not_found': { status: 404, title: 'There is nothing here' },
  'request.too_many': { status: 429, title: 'Too many requests' },
  'auth.missing': { status: 401, title: 'Sign in first' },
  'auth.invalid': { status: 401, title: 'The access token is not valid (any more)' },
  'auth.forbidden': { status: 403, title: 'This is not yours to do' },
  'idempotency.required': { status: 400, title: 'An Idempotency-Key is required here' },
  'idempotency.running': { status: 409, title: 'The first request with this key is still running' },
  'idempotency.reused': { status: 422, title: 'This key was used for another request' },
  'version.mismatch': { status: 412, title: 'It was changed meanwhile' },
  'service.failed': { status: 500, title: 'Something went wrong on our side' },
  'service.unavailable': { status: 503, title: 'Not available at the moment' },
  'service.overloaded': { status: 503, title: 'Too much to do at the moment' },
  'service.timeout': { status: 504, title: 'It took too long' },
})

/** Finds no code twice: the documents and clients rely on one meaning for each. */
export function problemOf(table: ProblemTable, refusal: Refusal): Problem {
  const entry = table[refusal.code]
  if (!entry) throw new TypeError(`no status for ${refusal.code}`)
  return { type: `urn:mallhive:problem:${refusal.code}`, title: entry.title, status: entry.status, ...refusal }
}
