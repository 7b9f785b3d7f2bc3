import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

const REFUSED_MAILBOX = 'bounce@'
const MAILBOX_UNAVAILABLE = 550
const POLL_MS = 20
const CLOSE_PATIENCE_MS = 100

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: ReadonlyMap<string, string>
}

export interface Inbox {
  /** For `SMTP_URL`. */
  readonly url: string
  /** What has arrived so far, oldest first. */
  messages(): readonly ReceivedMail[]
  /** Waits for at least so many messages; throws when they do not come. */
  received(count: number, patienceMs?: number): Promise<readonly ReceivedMail[]>
}

/** A mail server that accepts everything, except for addresses beginning with `bounce@`, which it refuses with 550. */
export async function startInbox(t: Pick<TestContext, 'after'>, atPort = 0): Promise<Inbox> {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    // Clients keep connections open; the end of a test does not wait for them.
    closeTimeout: CLOSE_PATIENCE_MS,
    onAuth: ({ username }, _session, done) => done(null, { user: username }),
    onRcptTo: ({ address }, _session, done) => (address.startsWith(REFUSED_MAILBOX) ? done(refusal()) : done()),
    onData(stream, { envelope }, done) {
      const to = envelope.rcptTo.map(({ address }) => address)
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
      parse(stream, from, to).then((mail) => {
        mails.push(mail)
        done()
      }, done)
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(atPort, '127.0.0.1', resolve)
  })
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages: () => mails,
    async received(count, patienceMs = 5_000) {
      for (let waitedMs = 0; mails.length < count && waitedMs < patienceMs; waitedMs += POLL_MS) await sleep(POLL_MS)
      if (mails.length < count) throw new Error(`${mails.length} of ${count} mails arrived within ${patienceMs} ms`)
      return mails
    },
  }
}

function refusal(): Error {
  return Object.assign(new Error('mailbox unavailable'), { responseCode: MAILBOX_UNAVAILABLE })
}

async function parse(stream: Readable, from: string, to: readonly string[]): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(Buffer.concat(await stream.toArray()))
  const headers = new Map(mail.headers.map(({ key, value }) => [key, value]))
  return { from, to, subject: mail.subject ?? '', text: mail.text ?? '', html: mail.html ?? '', headers }
}
