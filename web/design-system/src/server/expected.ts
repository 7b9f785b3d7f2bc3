import type { Problem } from '@mallhive/contract'
import { data } from 'react-router'

/** Whether it was thrown because a service is away, by `expected` or `ensureVisitor`: the page may do without it then. */
export const isAway = (thrown: unknown): boolean =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'init' in thrown &&
  (thrown.init as ResponseInit | null)?.status === 503

type Reply = { readonly status: number; readonly body: unknown }

/**
 * The body of the reply that a page is made of. Anything else is thrown as a response, which React Router shows with the
 * app's error boundary: 404 when the thing is not there, else 503 with the id by which the logs know it.
 */
export function expected<R extends Reply, S extends R['status']>(
  reply: R,
  status: S,
): Extract<R, { status: S }>['body'] {
  if (reply.status === status) return reply.body as Extract<R, { status: S }>['body']
  const reference = (reply.body as Problem | undefined)?.requestId
  throw data({ reference }, { status: reply.status === 404 ? 404 : 503 })
}
