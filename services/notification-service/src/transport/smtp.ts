import { createTransport } from 'nodemailer'
import { toNodemailer, type Sender, type Sent, type Transport } from './transport.ts'

/** Of each of some ten steps, from the look-up of the name to the last line of the mail. */
const TIMEOUT_MS = 10_000
const LEASE_SECONDS = 120
/** As many connections: more would be taken for abuse by many a server. */
const AT_ONCE = 5
const DETAIL_LENGTH_MAX = 500

/**
 * Sends by SMTP. The protocol cannot say "accepted" exactly once: a crash between the server's acceptance and our note sends the mail again, with
 * the same Message-ID, by which many mail boxes show it once.
 */
export function smtp(url: string, from: Sender): Transport {
  const transporter = createTransport({
    url,
    pool: true,
    maxConnections: AT_ONCE,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
  })
  return {
    atOnce: AT_ONCE,
    leaseSeconds: LEASE_SECONDS,
    async send(mail) {
      try {
        await transporter.sendMail(toNodemailer(mail, from))
        return { kind: 'sent' }
      } catch (error) {
        return setback(error as SmtpFailure)
      }
    },
    close: async () => transporter.close(),
  }
}

export interface SmtpFailure {
  readonly message: string
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
}

/**
 * A 5xx about the recipient or the mail itself is final (RFC 5321, 4.2.1), and so is an address that cannot be written down. All else, such as a
 * wrong password or a sender that the server does not know, is no fault of this mail: it waits until somebody has put that right.
 */
export function setback({ message, code, command, responseCode }: SmtpFailure): Sent {
  const detail = message.slice(0, DETAIL_LENGTH_MAX)
  if (responseCode !== undefined) {
    const isFinal = responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')
    return { kind: isFinal ? 'refused' : 'later', reason: `the mail server answered ${responseCode}`, detail }
  }
  if (code === 'EENVELOPE') return { kind: 'refused', reason: 'the address cannot be written to', detail }
  return { kind: 'later', reason: `the mail server was not reached (${code ?? 'unknown'})`, detail }
}
