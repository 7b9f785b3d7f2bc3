import { refuse } from '@mallhive/chassis'
import PostalMime from 'postal-mime'
import { notificationApi, notificationProblems } from '../../contract/http.ts'
import type { Mailbox } from '../transport/mailbox.ts'
import { listPage, mailPage, type ReadMail } from './mailbox-pages.ts'
import type { Serve } from './serve.ts'

const { routes } = notificationApi
const refused = refuse(notificationProblems)

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
const STYLE_NONCE_FREE = "default-src 'none'; style-src 'unsafe-inline'"

/** Pages to read the mails that were not sent. With a mail server there is no mail box, and these pages are not there. */
export function mailboxRoutes({
  serve,
  box,
  shopUrl,
}: {
  serve: Serve
  box: Mailbox | undefined
  shopUrl: string
}): void {
  serve(routes.mailbox, async () => {
    if (!box) return refused({ code: 'request.not_found' })
    const mails = await Promise.all((await box.newest()).map((name) => readMail(box, name)))
    return page(listPage(mails.filter((mail) => mail !== undefined)), `${STYLE_NONCE_FREE}; frame-ancestors 'none'`)
  })

  serve(routes.mail, async ({ params, query }) => {
    const raw = await box?.read(params.file)
    const mail = raw && (await parse(params.file, raw))
    if (!raw || !mail) return refused({ code: 'message.not_found' })
    if (query.part === 'raw') return { status: 200, body: raw.toString('utf8'), headers: PLAIN }
    if (query.part === 'text') return { status: 200, body: mail.text, headers: PLAIN }
    if (query.part === 'html') return page(openLinksOutside(mail.html), mailPolicy(shopUrl))
    return page(mailPage(mail), `${STYLE_NONCE_FREE}; frame-src 'self'; frame-ancestors 'none'`)
  })
}

const page = (body: string, policy: string) =>
  ({ status: 200, body, headers: { 'content-security-policy': policy, 'cache-control': 'no-store' } }) as const

/** A mail is foreign matter: no scripts, no forms, nothing but its own styles and the shop's pictures. */
const mailPolicy = (shopUrl: string) =>
  `default-src 'none'; style-src 'unsafe-inline'; img-src ${new URL(shopUrl).origin} data:; frame-ancestors 'self'; ` +
  'sandbox allow-popups allow-popups-to-escape-sandbox'

/** In the frame of the mail box a link would stay in the frame. */
const openLinksOutside = (html: string) => html.replace('<head>', '<head><base target="_blank">')

async function readMail(box: Mailbox, name: string): Promise<ReadMail | undefined> {
  const raw = await box.read(name)
  return raw && parse(name, raw)
}

async function parse(name: string, raw: Buffer): Promise<ReadMail> {
  const mail = await PostalMime.parse(raw)
  return {
    name,
    from: mail.from?.address ?? '',
    to: (mail.to ?? []).map(({ address }) => address ?? '').join(', '),
    subject: mail.subject ?? '',
    date: mail.date ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
  }
}
