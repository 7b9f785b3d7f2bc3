import { createTransport } from 'nodemailer'
import { toNodemailer, type Sender, type Transport } from './transport.ts'

const CONNECTIONS_MAX = 3
const TIMEOUT_MS = 20_000

/**
 * Sends by SMTP. The protocol cannot say "accepted" exactly once: a crash between the server's acceptance and our note sends the mail again, with
 * the same Message-ID, by which many mail boxes show it once.
 */
export function smtp(url: string, from: Sender): Transport {
  const transporter = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  })
  return {
    async send(mail) {
      try {
        await transporter.sendMail(toNodemailer(mail, from))
        return { kind: 'sent' }
      } catch (error) {
        // Every failure is the answer: whether to try again is decided by whoever queued the mail.
        const { responseCode, message } = error as { responseCode?: number; message: string }
        return { kind: isForGood(responseCode) ? 'refused' : 'later', reason: message.slice(0, 500) }
      }
    },
    close: async () => transporter.close(),
  }
}

/** A 5xx is final (RFC 5321, 4.2.1), but one that means our own log-in is wrong is not the mail's fault. */
const isForGood = (code: number | undefined) =>
  code !== undefined && code >= 500 && ![530, 534, 535, 538].includes(code)
