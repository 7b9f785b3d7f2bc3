import { refuse } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { userProblems } from '../../contract/index.ts'
import { turns } from '../passwords/turns.ts'
import type { Passwords } from '../passwords/passwords.ts'
import type { NetworkUse } from '../store/network-use.ts'
import type { SignInAttempts } from '../store/sign-in-attempts.ts'
import { lockedUntil } from './too-many.ts'

const refused = refuse(userProblems)

interface Attempt<Found> {
  readonly emailKey: string
  readonly password: string
  readonly network: string | undefined
  find(): Promise<Found | undefined>
}
export type PasswordGuard = ReturnType<typeof passwordGuard>

/**
 * Checks passwords: a few wrong ones an account, more of them a network. Attempts at one account come one after the other: else many tabs
 * that sign in at once with the right password would count as wrong ones until each was looked at. A network that is refused does not count
 * on the account, or it could go on locking its owner out.
 */
export function passwordGuard({
  attempts,
  wrongPasswords,
  passwords,
  clock,
}: {
  readonly attempts: SignInAttempts
  readonly wrongPasswords: NetworkUse
  readonly passwords: Passwords
  readonly clock: Clock
}) {
  const inTurn = turns()
  return <Found extends { readonly passwordHash: string }>({ emailKey, password, network, find }: Attempt<Found>) =>
    inTurn(emailKey, async () => {
      const now = clock()
      const until = (await wrongPasswords.take(network, now)) ?? (await attempts.begin(emailKey, now))
      if (until) return { ok: false, refusal: lockedUntil('user.locked', until, now) } as const
      const found = await find()
      if (!(await passwords.matches(found?.passwordHash, password)) || !found)
        return { ok: false, refusal: refused({ code: 'user.wrong_credentials' }) } as const
      await Promise.all([attempts.forgive(emailKey), wrongPasswords.giveBack(network)])
      return { ok: true, found } as const
    })
}
