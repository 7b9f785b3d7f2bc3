const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request may change something: it was sent by a page of this shop. Browsers say so in `Sec-Fetch-Site` or, older
 * ones, in `Origin`; a post that says neither did not come from a form and is refused. `origins` are the addresses the shop
 * is reached at; without them it is the request's own.
 */
export function isFromThisShop(request: Request, origins: readonly string[] = []): boolean {
  if (SAFE_METHODS.has(request.method)) return true
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  if (origin === null) return site === 'same-origin'
  return origins.length > 0 ? origins.includes(origin) : origin === new URL(request.url).origin
}

/** Throws a 403 response, which React Router sends, for a post from anywhere else. The first line of every action. */
export function requireSameOrigin(request: Request, origins: readonly string[] = []): void {
  if (!isFromThisShop(request, origins)) throw new Response('This form was not sent from this shop.', { status: 403 })
}

/** A path of this shop to go back to, from what a form or an address says; anything else leads to `otherwise`. */
export function localPath(to: string | null | undefined, otherwise: string): string {
  if (!to?.startsWith('/') || to.length > 2_000 || /[\\\u0000-\u001f]/.test(to)) return otherwise
  const here = 'http://here.invalid'
  if (!URL.canParse(to, here)) return otherwise
  const url = new URL(to, here)
  return url.origin === here ? `${url.pathname}${url.search}${url.hash}` : otherwise
}
