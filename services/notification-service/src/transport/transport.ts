export interface Mail {
  /** The message's id: the mail's Message-ID is made of it, so that the same mail sent again is known as the same. */
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly at: Date
}

export interface Setback {
  /** In a few words that name nobody: events and logs tell it. */
  readonly reason: string
  /** Word for word, perhaps with the address: for the shop's staff only. */
  readonly detail: string
}

/** `refused`: never to be tried again. `later`: the other side is away or busy. */
export type Sent = { readonly kind: 'sent' } | ({ readonly kind: 'refused' | 'later' } & Setback)

/** Takes mails to where they are read. */
export interface Transport {
  /** How many mails are on their way at a time, from one process. */
  readonly atOnce: number
  /** Longer than one mail takes that uses up every time limit: whoever dies while sending keeps it from others for so long. */
  readonly leaseSeconds: number
  /** A mail that was sent and whose success was not noted (a crash) is sent again with the same Message-ID. */
  send(mail: Mail): Promise<Sent>
  close(): Promise<void>
}

export interface Sender {
  readonly name: string
  readonly address: string
}

/** A mail as nodemailer wants it. Nothing in it comes from a template or a shopper but the address, subject and parts. */
export const toNodemailer = ({ id, to, subject, text, html, at }: Mail, from: Sender) => ({
  messageId: `<${id}@${from.address.split('@')[1]}>`,
  date: at,
  from,
  // As an object: what looks like a list of addresses is one address, or none.
  to: { name: '', address: to },
  subject,
  text,
  html,
  headers: { 'auto-submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
})
