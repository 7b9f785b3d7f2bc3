import { refuse } from '@mallhive/chassis'
import { userProblems } from '../../contract/index.ts'
import { secondsUntil } from '../domain/sign-in-limit.ts'

const refused = refuse(userProblems)

/** Refuses until then, and says when that is. */
export function lockedUntil(code: 'user.locked' | 'user.too_many', until: Date, now: Date) {
  const seconds = secondsUntil(until, now)
  const detail = `Try again in ${Math.ceil(seconds / 60)} minutes.`
  return refused({ code, detail }, { 'retry-after': String(seconds) })
}
