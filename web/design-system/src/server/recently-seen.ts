import { clearCookie, type CookieOptions, readCookies, writeCookie } from './cookies.ts'

/** What a shopper looked at, newest first, kept in their browser only. */
const SEEN = 'mall-seen'
const SEEN_MAX = 12
const HANDLE = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,254}$/u
const NINETY_DAYS = 90 * 24 * 60 * 60
const VALUE_BYTES_MAX = 3_000

/** Handles of the products seen, newest first. What is not a handle is left out: the cookie is the browser's to change. */
export function recentlySeen(request: Request): readonly string[] {
  const handles = (readCookies(request).get(SEEN) ?? '').split('~')
  return [...new Set(handles.filter((handle) => HANDLE.test(handle)))].slice(0, SEEN_MAX)
}

/** Puts a product first. Older ones fall out when there are too many or they need too much room. */
export function rememberSeen(headers: Headers, request: Request, handle: string, options: CookieOptions): void {
  const handles = [handle, ...recentlySeen(request).filter((each) => each !== handle)].slice(0, SEEN_MAX)
  while (encodeURIComponent(handles.join('~')).length > VALUE_BYTES_MAX) handles.pop()
  headers.append('set-cookie', writeCookie(SEEN, handles.join('~'), { ...options, maxAgeSeconds: NINETY_DAYS }))
}

export const forgetSeen = (headers: Headers, options: CookieOptions): void =>
  headers.append('set-cookie', clearCookie(SEEN, options))
