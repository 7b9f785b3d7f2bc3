import { refuse, type Caller } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { userApi, userProblems } from '../../contract/index.ts'
import { emailKey } from '../domain/email.ts'
import { secondsUntil } from '../domain/sign-in-limit.ts'
import type { Passwords } from '../passwords/passwords.ts'
import { turns } from '../passwords/turns.ts'
import type { Registrations } from '../store/registrations.ts'
import type { SignInAttempts } from '../store/sign-in-attempts.ts'
import type { SignIns } from '../store/sign-ins.ts'
import type { Serve } from './serve.ts'
import type { SessionView } from './session-view.ts'

export interface SignInContext {
  readonly serve: Serve
  readonly clock: Clock
  readonly registrations: Registrations
  readonly signIns: SignIns
  readonly attempts: SignInAttempts
  readonly passwords: Passwords
  readonly sessionView: SessionView
}

const { routes } = userApi
const refused = refuse(userProblems)
const guestIdOf = (caller: Caller) => (caller.kind === 'user' && caller.guest ? caller.id : undefined)

/** Guests, accounts, passwords. */
export function signInRoutes(context: SignInContext): void {
  const { serve, clock, registrations, signIns, passwords, sessionView } = context
  const guarded = guard(context)

  serve(routes.createGuest, async ({ body, id }) => {
    const begun = await registrations.createGuest(id, body.language, clock())
    return begun.ok ? { status: 201, body: await sessionView(begun.value) } : refused({ code: begun.error })
  })

  serve(routes.register, async ({ body, caller, id }) => {
    if (caller.kind === 'user' && !caller.guest) return refused({ code: 'user.already_registered' })
    const { email, password, name, language } = body
    const passwordHash = await passwords.hash(password)
    const begun = await registrations.register(id, guestIdOf(caller), { email, passwordHash, name, language }, clock())
    return begun.ok ? { status: 201, body: await sessionView(begun.value) } : refused({ code: begun.error })
  })

  serve(routes.signIn, async ({ body, caller, id }) => {
    const key = emailKey(body.email)
    const checked = await guarded(key, body.password, () => signIns.findByEmail(key))
    if (!checked.ok) return checked.refusal
    const begun = await signIns.signIn({ ...checked.found, id, guestId: guestIdOf(caller), now: clock() })
    return begun.ok ? { status: 201, body: await sessionView(begun.value) } : refused({ code: begun.error })
  })

  serve(routes.changePassword, async ({ params, body, caller }) => {
    const account = await signIns.findById(params.userId)
    if (!account || caller.kind !== 'user') return refused({ code: 'user.not_found' })
    const checked = await guarded(account.emailKey, body.current, async () => account)
    if (!checked.ok) return checked.refusal
    const nextHash = await passwords.hash(body.next)
    const changed = await signIns.changePassword(checked.found, nextHash, caller.sessionId, clock())
    return changed ? { status: 204, body: undefined } : refused({ code: 'user.wrong_credentials' })
  })
}

/**
 * Checks passwords, a few wrong ones an account. Attempts at one account come one after the other: else many tabs that sign in at once with
 * the right password would count as wrong ones until each was looked at.
 */
function guard({ attempts, passwords, clock }: SignInContext) {
  const inTurn = turns()
  return <Found extends { readonly passwordHash: string }>(
    emailKey: string,
    password: string,
    find: () => Promise<Found | undefined>,
  ) =>
    inTurn(emailKey, async () => {
      const now = clock()
      const lockedUntil = await attempts.begin(emailKey, now)
      if (lockedUntil) {
        const seconds = secondsUntil(lockedUntil, now)
        const detail = `Try again in ${Math.ceil(seconds / 60)} minutes.`
        return {
          ok: false,
          refusal: refused({ code: 'user.locked', detail }, { 'retry-after': String(seconds) }),
        } as const
      }
      const found = await find()
      if (!(await passwords.matches(found?.passwordHash, password)) || !found)
        return { ok: false, refusal: refused({ code: 'user.wrong_credentials' }) } as const
      await attempts.forgive(emailKey)
      return { ok: true, found } as const
    })
}
