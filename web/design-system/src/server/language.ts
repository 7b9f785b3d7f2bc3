import { type Language, languages } from '../format.ts'
import { type Asked, readCookies, writeCookie, type CookieOptions } from './cookies.ts'

const LANGUAGE = 'mall-language'
const ONE_YEAR = 365 * 24 * 60 * 60

/** The language of a page: what the address asks for, what was chosen before, what the browser prefers, the shop's first. */
export function languageOf(request: Asked): Language {
  const asked = new URL(request.url).searchParams.get('language')
  const chosen = readCookies(request).get(LANGUAGE)
  return known(asked) ?? known(chosen) ?? preferred(request.headers.get('accept-language') ?? '') ?? languages[0]
}

/** Keeps a choice made by the address (`?language=de`); returns whether there was one. */
export function keepLanguage(headers: Headers, request: Request, options: CookieOptions): boolean {
  const asked = known(new URL(request.url).searchParams.get('language'))
  if (asked) headers.append('set-cookie', writeCookie(LANGUAGE, asked, { ...options, maxAgeSeconds: ONE_YEAR }))
  return asked !== undefined
}

const known = (code: string | null | undefined) => languages.find((language) => language === code)

function preferred(header: string): Language | undefined {
  const wishes = header
    .slice(0, 500)
    .split(',')
    .map((wish) => wish.split(';q='))
    .map(([tag = '', weight = '1']) => ({ code: tag.trim().slice(0, 2).toLowerCase(), weight: Number(weight) || 0 }))
    .toSorted((a, b) => b.weight - a.weight)
  return wishes.map(({ code }) => known(code)).find((language) => language !== undefined)
}
