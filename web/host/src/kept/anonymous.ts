import { languageOf, readCookies } from '@mallhive/design-system/server'
import type { Language } from '@mallhive/design-system/text'
import type { FastifyRequest } from 'fastify'
import type { PagesForEverybody } from '../apps.ts'

/** All that a page for nobody in particular is made of. */
export interface AnonymousRequest {
  readonly url: string
  readonly language: Language
}

const URL_LETTERS_MAX = 1_000

/** The request without anybody in it; undefined when it is one visitor's, or asks for more than a page for everybody. */
export function anonymous(
  { method, protocol, host, url, headers }: FastifyRequest,
  { paths, cookies }: PagesForEverybody,
): AnonymousRequest | undefined {
  const address = `${protocol}://${host}${url}`
  if (method !== 'GET' || url.length > URL_LETTERS_MAX || !URL.canParse(address)) return undefined
  const asked = { url: address, headers: { get: (name: string) => headers[name]?.toString() ?? null } }
  const carried = headers.cookie === undefined ? undefined : readCookies(asked)
  if (!paths.test(pathOf(url)) || cookies.some((name) => carried?.has(name))) return undefined
  return { url: address, language: languageOf(asked) }
}

const pathOf = (url: string) => url.split('?', 1)[0]!

/** Nothing of the visitor's own request comes along: what the page is made of is what it is kept by. */
export const requestOf = ({ url, language }: AnonymousRequest): Request =>
  new Request(url, { headers: { 'accept-language': language } })
