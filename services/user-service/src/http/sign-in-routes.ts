import { refuse, type Caller, type Serve } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { userApi, userProblems } from '../../contract/index.ts'
import { emailKey } from '../domain/email.ts'
import type { Passwords } from '../passwords/passwords.ts'
import type { Guests } from '../store/guests.ts'
import type { NetworkUse } from '../store/network-use.ts'
import type { Registrations } from '../store/registrations.ts'
import type { SignIns } from '../store/sign-ins.ts'
import { networkOf } from './network.ts'
import type { PasswordGuard } from './password-guard.ts'
import type { SessionView } from './session-view.ts'
import { lockedUntil } from './too-many.ts'

export interface SignInContext {
  readonly serve: Serve
  readonly clock: Clock
  readonly registrations: Registrations
  readonly signIns: SignIns
  readonly guests: Guests
  readonly registering: NetworkUse
  readonly guarded: PasswordGuard
  readonly passwords: Passwords
  readonly sessionView: SessionView
}

const { routes } = userApi
const refused = refuse(userProblems)
const guestIdOf = (caller: Caller) => (caller.kind === 'user' && caller.guest ? caller.id : undefined)

/** Guests, accounts, passwords. */
export function signInRoutes(context: SignInContext): void {
  const { serve, clock, guests, registrations, registering, signIns, passwords, guarded, sessionView } = context

  serve(routes.createGuest, async ({ body, id, address }) => {
    const now = clock()
    const begun = await guests.create({ id, language: body.language, network: networkOf(address), now })
    if (begun.ok) return { status: 201, body: await sessionView(begun.value) }
    const { error } = begun
    return error.code === 'user.too_many' ? lockedUntil(error.code, error.until, now) : refused({ code: error.code })
  })

  serve(routes.register, async ({ body, caller, id, address }) => {
    if (caller.kind === 'user' && !caller.guest) return refused({ code: 'user.already_registered' })
    const until = await registering.take(networkOf(address), clock())
    if (until) return lockedUntil('user.too_many', until, clock())
    const { email, password, name, language } = body
    const passwordHash = await passwords.hash(password)
    const begun = await registrations.register(id, guestIdOf(caller), { email, passwordHash, name, language }, clock())
    return begun.ok ? { status: 201, body: await sessionView(begun.value) } : refused({ code: begun.error })
  })

  serve(routes.signIn, async ({ body, caller, id, address }) => {
    const key = emailKey(body.email)
    const checked = await guarded({
      emailKey: key,
      password: body.password,
      network: networkOf(address),
      find: () => signIns.findByEmail(key),
    })
    if (!checked.ok) return checked.refusal
    const begun = await signIns.signIn({ ...checked.found, id, guestId: guestIdOf(caller), now: clock() })
    return begun.ok ? { status: 201, body: await sessionView(begun.value) } : refused({ code: begun.error })
  })

  serve(routes.changePassword, async ({ params, body, caller, address }) => {
    const account = await signIns.findById(params.userId)
    if (!account || caller.kind !== 'user') return refused({ code: 'user.not_found' })
    const checked = await guarded({
      emailKey: account.emailKey,
      password: body.current,
      network: networkOf(address),
      find: async () => account,
    })
    if (!checked.ok) return checked.refusal
    const nextHash = await passwords.hash(body.next)
    const changed = await signIns.changePassword(checked.found, nextHash, caller.sessionId, clock())
    return changed ? { status: 204, body: undefined } : refused({ code: 'user.wrong_credentials' })
  })
}
