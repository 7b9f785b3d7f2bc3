import type { Static } from 'typebox'
import type { User, userApi } from '../../contract/index.ts'

export type ProfileChange = Omit<Static<(typeof userApi.routes.updateUser)['body']>, 'password'>

/** Of what was asked, only what is not so already. */
export function changesOf(user: User, { name, language, email }: ProfileChange): ProfileChange {
  return {
    ...(name !== undefined && name !== user.name && { name }),
    ...(language !== undefined && language !== user.language && { language }),
    ...(email !== undefined && email !== user.email && { email }),
  }
}

/** The version that `If-Match` names; undefined when it asks for none. A tag that is not ours fits no version. */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined
  const digits = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch.trim())?.[1]
  return digits === undefined ? -1 : Number(digits)
}

export const etagOf = (version: number): string => `"${version}"`
