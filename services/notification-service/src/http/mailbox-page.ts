import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { renderPage } from '../templates/render.ts'
import type { ReadMail } from './read-mail.ts'

/** The pages include this very file. */
const style = readFileSync(new URL('../templates/mailbox/style.css', import.meta.url), 'utf8')
const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`
/** No scripts, no pictures, one style: ours. */
const POLICY = `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

export const listPage = (shop: string, mails: readonly ReadMail[]) =>
  page(renderPage('list', { shop, mails: mails.map(viewOf) }), POLICY)

export const mailPage = (shop: string, mail: ReadMail) =>
  page(renderPage('mail', { shop, mail: viewOf(mail) }), `${POLICY}; frame-src 'self'`)

/**
 * The mail itself, for the frame. It is foreign matter: no scripts, no forms, an origin of its own, nothing but its own styles and the shop's
 * pictures; links open outside of the frame.
 */
export const framedMail = (shopUrl: string, { html }: ReadMail) =>
  page(
    html.replace('<head>', '<head><base target="_blank">'),
    `default-src 'none'; style-src 'unsafe-inline'; img-src ${new URL(shopUrl).origin}; form-action 'none'; frame-ancestors 'self'; ` +
      'sandbox allow-popups allow-popups-to-escape-sandbox',
  )

export const plainPage = (text: string) =>
  ({
    status: 200,
    body: text,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  }) as const

const page = (body: string, policy: string) =>
  ({ status: 200, body, headers: { 'content-security-policy': policy, 'cache-control': 'no-store' } }) as const

const viewOf = ({ html: _, date, ...mail }: ReadMail) => ({
  ...mail,
  date,
  written: date === '' ? '' : `${date.slice(0, 16).replace('T', ' ')} UTC`,
})
