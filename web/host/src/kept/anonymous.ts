import { type Asked, languageOf, readCookies } from '@mallhive/design-system/server'
import type { Language } from '@mallhive/design-system/text'
import type { FastifyRequest } from 'fastify'
import type { PagesForEverybody } from '../apps.ts'

/** All that a page for nobody in particular is made of. */
export interface AnonymousRequest {
  readonly url: string
  readonly language: Language
  /** What the header shows beside the cart: all that it says of a guest. */
  readonly cartCount: number
}

const URL_LETTERS_MAX = 1_000

/**
 * The request without anybody in it; undefined when it is one visitor's, or asks for more than a page for everybody. Whose page
 * shows no more of them than the number of things in their cart is told by `cartCountOf`.
 */
export async function anonymous(
  { method, protocol, host, url, headers }: FastifyRequest,
  { paths, cookies }: PagesForEverybody,
  cartCountOf: (asked: Asked) => Promise<number | undefined>,
): Promise<AnonymousRequest | undefined> {
  const address = `${protocol}://${host}${url}`
  if (method !== 'GET' || url.length > URL_LETTERS_MAX || !URL.canParse(address)) return undefined
  const asked = { url: address, headers: { get: (name: string) => headers[name]?.toString() ?? null } }
  const carried = headers.cookie === undefined ? undefined : readCookies(asked)
  if (!paths.test(pathOf(url)) || cookies.some((name) => carried?.has(name))) return undefined
  const cartCount = carried ? await cartCountOf(asked) : 0
  return cartCount === undefined ? undefined : { url: address, language: languageOf(asked), cartCount }
}

const pathOf = (url: string) => url.split('?', 1)[0]!

/** Nothing of the visitor's own request comes along: what the page is made of is what it is kept by. */
export const requestOf = ({ url, language }: AnonymousRequest): Request =>
  new Request(url, { headers: { 'accept-language': language } })
