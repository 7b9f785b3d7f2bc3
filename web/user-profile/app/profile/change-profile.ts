import { looksLikeEmail, textOf } from '@mallhive/design-system/forms'
import type { Shop } from '@mallhive/design-system/server'

export interface ProfileValues {
  readonly name: string
  readonly email: string
  readonly language: string
}
export type ProfileFault = 'name' | 'email' | 'taken' | 'wrongPassword' | 'tooMany' | 'changedElsewhere' | 'away'
export type PasswordFault = 'wrongPassword' | 'password' | 'tooMany' | 'away'

const LANGUAGES: readonly string[] = ['en', 'de']

export const readProfile = (form: FormData): ProfileValues => ({
  name: textOf(form, 'name').slice(0, 200),
  email: textOf(form, 'email').slice(0, 254),
  language: LANGUAGES.find((language) => language === textOf(form, 'language')) ?? 'en',
})

/** Changes the profile as it was at `version`; undefined: done. */
export async function changeProfile(
  shop: Shop,
  userId: string,
  values: ProfileValues,
  { version, password }: { version: string; password: string },
): Promise<ProfileFault | undefined> {
  if (values.name === '') return 'name'
  if (!looksLikeEmail(values.email)) return 'email'
  const headers = version ? { 'if-match': version.slice(0, 100) } : {}
  const body = { ...values, ...(password !== '' && { password: password.slice(0, 200) }) }
  const reply = await shop.users.updateUser({ params: { userId }, headers, body })
  if (reply.status === 200) return undefined
  if (reply.status === 401 || reply.status === 422) return 'wrongPassword'
  if (reply.status === 429) return 'tooMany'
  if (reply.status === 412) return 'changedElsewhere'
  return reply.status === 409 ? 'taken' : reply.status === 400 ? 'email' : 'away'
}

/** Undefined: done, and all other devices are signed out. */
export async function changePassword(shop: Shop, userId: string, form: FormData): Promise<PasswordFault | undefined> {
  const [current, next] = [String(form.get('current') ?? ''), String(form.get('next') ?? '')]
  if (current === '' || current.length > 200) return 'wrongPassword'
  if (next.length < 10 || next.length > 200) return 'password'
  const reply = await shop.users.changePassword({ params: { userId }, body: { current, next } })
  if (reply.status === 204) return undefined
  return reply.status === 401 ? 'wrongPassword' : reply.status === 429 ? 'tooMany' : 'away'
}
