import { refuse, type Serve } from '@mallhive/chassis'
import { notificationApi, notificationProblems } from '../../contract/http.ts'
import type { Mailbox } from '../transport/mailbox.ts'
import { framedMail, listPage, mailPage, plainPage } from './mailbox-page.ts'
import { readMail } from './read-mail.ts'

const { routes } = notificationApi
const refused = refuse(notificationProblems)

/** Pages to read the mails that were not sent. With a mail server there is no mail box, and these pages are not there. */
export function mailboxRoutes({
  serve,
  box,
  shop,
}: {
  serve: Serve
  box: Mailbox | undefined
  shop: { readonly name: string; readonly url: string }
}): void {
  serve(routes.mailbox, async () => {
    if (!box) return refused({ code: 'request.not_found', detail: 'Mails are sent by the mail server.' })
    const mails = await Promise.all((await box.newest()).map((name) => readMail(box, name)))
    return listPage(
      shop.name,
      mails.filter((mail) => mail !== undefined),
    )
  })

  serve(routes.mail, async ({ params, query }) => {
    if (query.part === 'raw') {
      const raw = await box?.read(params.file)
      return raw ? plainPage(raw.toString('utf8')) : refused({ code: 'message.not_found' })
    }
    const mail = box && (await readMail(box, params.file))
    if (!mail) return refused({ code: 'message.not_found' })
    if (query.part === 'html') return framedMail(shop.url, mail)
    if (query.part === 'text') return plainPage(mail.text)
    return mailPage(shop.name, mail)
  })
}
