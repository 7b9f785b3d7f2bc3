import { randomBytes } from 'node:crypto'

/** A fresh word for each response; only scripts that carry it run. */
export const newNonce = () => randomBytes(16).toString('base64url')

interface SecurityOptions {
  readonly nonce: string
  /** Whether the page came over https: then the browser is told never to come otherwise. */
  readonly https: boolean
  /** Where forms may lead besides this shop, such as a bank's page for a second step. */
  readonly formTargets?: readonly string[]
}

/** Scripts, styles, fonts and pictures of this shop only; nothing frames it; no inline code but with the nonce. */
export function contentSecurityPolicy({ nonce, https, formTargets = [] }: SecurityOptions): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    // The arrow of a select is a data address in the sheet.
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    ["form-action 'self'", ...formTargets].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}

/** Sets the security headers of a page. */
export function secure(headers: Headers, options: SecurityOptions): void {
  headers.set('content-security-policy', contentSecurityPolicy(options))
  headers.set('x-content-type-options', 'nosniff')
  headers.set('x-frame-options', 'DENY')
  headers.set('referrer-policy', 'strict-origin-when-cross-origin')
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  if (options.https) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains')
}
