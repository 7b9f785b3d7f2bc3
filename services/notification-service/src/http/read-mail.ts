import PostalMime from 'postal-mime'
import type { Mailbox } from '../transport/mailbox.ts'

/** A mail of the mail box, taken apart. What it lacks is empty. */
export interface ReadMail {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly subject: string
  /** RFC 3339. */
  readonly date: string
  readonly text: string
  readonly html: string
}

export async function readMail(box: Mailbox, name: string): Promise<ReadMail | undefined> {
  const raw = await box.read(name)
  if (!raw) return undefined
  const mail = await PostalMime.parse(raw)
  return {
    name,
    from: [mail.from?.name, mail.from?.address && `<${mail.from.address}>`].filter(Boolean).join(' '),
    to: (mail.to ?? []).map(({ address }) => address ?? '').join(', '),
    subject: mail.subject ?? '',
    date: mail.date ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
  }
}
