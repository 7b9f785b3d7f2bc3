import type { RouteSpec } from '@mallhive/contract'
import type { Caller } from './auth.ts'

export type Refused = 'auth.missing' | 'auth.forbidden' | 'request.not_found'

/**
 * Decides whether the caller may use the operation at all. Others' things are "not found", never "forbidden", so that nobody learns what
 * exists. Operations for owners without an `owner` parameter are let through here; their handler compares the owner.
 */
export function refuseAccess(
  spec: RouteSpec,
  caller: Caller,
  params: Readonly<Record<string, unknown>>,
): Refused | undefined {
  const { access } = spec
  if (access.includes('public')) return undefined
  if (caller.kind === 'anonymous') return 'auth.missing'
  if (caller.kind === 'service') return access.includes(`service:${caller.name}`) ? undefined : 'auth.forbidden'
  if (access.includes('user')) return undefined
  if (access.includes('admin') && caller.roles.includes('admin')) return undefined
  if (!access.includes('owner')) return 'auth.forbidden'
  if (spec.owner === undefined) return undefined
  return params[spec.owner] === caller.id ? undefined : 'request.not_found'
}
