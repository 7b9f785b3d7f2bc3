import { refuse, type Serve } from '@mallhive/chassis'
import { PAGE_DEFAULT } from '@mallhive/contract'
import type { Clock, Result } from '@mallhive/kernel'
import { userApi, userProblems, type User } from '../../contract/index.ts'
import { emailKey } from '../domain/email.ts'
import { etagOf, versionOf } from '../domain/profile.ts'
import type { ProfileError, Profiles } from '../store/profiles.ts'
import type { SignIns } from '../store/sign-ins.ts'
import { networkOf } from './network.ts'
import type { PasswordGuard } from './password-guard.ts'

const { routes } = userApi
const refused = refuse(userProblems)

export interface ProfileContext {
  readonly serve: Serve
  readonly clock: Clock
  readonly profiles: Profiles
  readonly signIns: SignIns
  readonly guarded: PasswordGuard
}

/** Profiles and roles. */
export function profileRoutes({ serve, clock, profiles, signIns, guarded }: ProfileContext): void {
  serve(routes.getUser, async ({ params }) => {
    const user = await profiles.find(params.userId)
    return user ? shown(user) : refused({ code: 'user.not_found' })
  })

  serve(routes.updateUser, async ({ params, headers, body, caller, address }) => {
    const { password, ...change } = body
    // Who has the e-mail address has the account. A session left open on a shared machine is not enough to take it over.
    const own = caller.kind === 'user' && caller.id === params.userId && (await signIns.findById(params.userId))
    if (own && change.email !== undefined && change.email !== own.email) {
      if (password === undefined) return refused({ code: 'user.password_needed' })
      const { emailKey } = own
      const checked = await guarded({ emailKey, password, network: networkOf(address), find: async () => own })
      if (!checked.ok) return checked.refusal
    }
    return answer(await profiles.update(params.userId, change, versionOf(headers['if-match']), clock()))
  })

  serve(routes.setRoles, async ({ params, body }) =>
    answer(await profiles.setRoles(params.userId, body.roles, clock())),
  )

  serve(routes.listUsers, async ({ query }) => {
    const limit = query.limit ?? PAGE_DEFAULT
    const after = query.cursor === undefined ? undefined : Buffer.from(query.cursor, 'base64url').toString()
    if (after !== undefined && (after.includes('\u0000') || after === ''))
      return refused({ code: 'request.invalid', errors: [{ field: 'query/cursor', message: 'is not one of ours' }] })
    const found = await profiles.list({ limit: limit + 1, after, prefix: query.email })
    const items = found.slice(0, limit)
    const last = found.length > limit && items.at(-1)?.email
    return { status: 200, body: { items, ...(last && { nextCursor: cursorAt(last) }) } }
  })
}

const cursorAt = (email: string) => Buffer.from(emailKey(email)).toString('base64url')
const shown = (user: User) => ({ status: 200, body: user, headers: { etag: etagOf(user.version) } }) as const

function answer(result: Result<User, ProfileError>) {
  if (result.ok) return shown(result.value)
  const { error } = result
  if (error.code !== 'version.mismatch') return refused({ code: error.code })
  return refused({ code: error.code, details: error.current }, { etag: etagOf(error.current.version) })
}
