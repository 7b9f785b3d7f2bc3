import { languageOf } from '@mallhive/design-system/server'
import type { Language } from '@mallhive/design-system/text'
import type { FastifyRequest } from 'fastify'

/** All that a page for nobody in particular is made of. */
export interface AnonymousRequest {
  readonly url: string
  readonly language: Language
}

const URL_LETTERS_MAX = 1_000
/** The shop's cookies that say who looks, or what they did; the language is all that a page for everybody depends on. */
const PERSONAL_COOKIE = /(?:^|;)\s*mall-(?!language=)/

/** The request without anybody in it; undefined when it is one visitor's, or asks for more than to look. */
export function anonymous({ method, protocol, host, url, headers }: FastifyRequest): AnonymousRequest | undefined {
  if (method !== 'GET' || url.length > URL_LETTERS_MAX || PERSONAL_COOKIE.test(headers.cookie ?? '')) return undefined
  const address = `${protocol}://${host}${url}`
  if (!URL.canParse(address)) return undefined
  const header = (name: string) => headers[name]?.toString() ?? null
  return { url: address, language: languageOf({ url: address, headers: { get: header } }) }
}

/** Nothing of the visitor's own request comes along: what the page is made of is what it is kept by. */
export const requestOf = ({ url, language }: AnonymousRequest): Request =>
  new Request(url, { headers: { 'accept-language': language } })
