/** Cookies as plain functions over header values. Names and values are the shop's own, so their rules are strict. */
export interface CookieOptions {
  readonly maxAgeSeconds?: number
  /** Sent over https only. */
  readonly secure: boolean
  readonly path?: string
}

/** What is read of a request, whatever carries it. */
export type Asked = Pick<Request, 'url'> & { readonly headers: Pick<Headers, 'get'> }

/** Browsers refuse more than 4,096 bytes; a value near that is a bug here. */
const COOKIE_BYTES_MAX = 3_800
/** Of one request's cookie header; what is longer was not made by this shop. */
const HEADER_BYTES_MAX = 16_384

/** All cookies of a request. The first of two with one name counts; what cannot be decoded is left out. */
export function readCookies(request: Asked): ReadonlyMap<string, string> {
  const header = request.headers.get('cookie') ?? ''
  const cookies = new Map<string, string>()
  if (header.length > HEADER_BYTES_MAX) return cookies
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    const value = at > 0 ? decoded(pair.slice(at + 1).trim()) : undefined
    if (value !== undefined && !cookies.has(name)) cookies.set(name, value)
  }
  return cookies
}

/** A `Set-Cookie` value that scripts cannot read and other sites' posts do not carry. Throws when it is too long. */
export function writeCookie(name: string, value: string, options: CookieOptions): string {
  const { maxAgeSeconds, secure, path = '/' } = options
  const pair = `${name}=${encodeURIComponent(value)}`
  if (pair.length > COOKIE_BYTES_MAX) throw new RangeError(`the cookie ${name} is ${pair.length} bytes long`)
  const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${Math.floor(maxAgeSeconds)}`
  return `${pair}; Path=${path}; HttpOnly; SameSite=Lax${age}${secure ? '; Secure' : ''}`
}

export const clearCookie = (name: string, options: CookieOptions) =>
  writeCookie(name, '', { ...options, maxAgeSeconds: 0 })

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined // A percent sign that encodes nothing: not a cookie of this shop.
  }
}
