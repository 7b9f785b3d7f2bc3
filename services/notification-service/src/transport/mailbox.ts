import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { toNodemailer, type Sender, type Transport } from './transport.ts'

const LEASE_SECONDS = 10
const AT_ONCE = 32
const NAME = /^[0-9A-Za-z-]{1,100}$/
const LISTED_MAX = 100

export interface Mailbox extends Transport {
  /** Names of the newest mails, newest first. */
  newest(): Promise<readonly string[]>
  /** The mail as it would have been sent, or undefined. */
  read(name: string): Promise<Buffer | undefined>
}

/** Keeps mails as files instead of sending them. The file is named by the message, so that sent again it is still one. */
export function mailbox(folder: string, from: Sender): Mailbox {
  const composer = createTransport({ streamTransport: true, buffer: true })
  return {
    atOnce: AT_ONCE,
    leaseSeconds: LEASE_SECONDS,
    async send(mail) {
      const { message } = await composer.sendMail(toNodemailer(mail, from))
      await put(mail.id, message as Buffer).catch(async (error: NodeJS.ErrnoException) => {
        isMissing(error)
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await put(mail.id, message as Buffer)
      })
      return { kind: 'sent' }
    },
    async newest() {
      const files = (await readdir(folder).catch(isMissing)) ?? []
      const names = files.filter((file) => file.endsWith('.eml')).map((file) => file.slice(0, -'.eml'.length))
      return names
        .filter((name) => NAME.test(name))
        .sort()
        .reverse()
        .slice(0, LISTED_MAX)
    },
    read: async (name) => (NAME.test(name) ? readFile(path.join(folder, `${name}.eml`)).catch(isMissing) : undefined),
    close: async () => composer.close(),
  }

  /** Under another name first: whoever looks, or starts after a crash, finds the whole mail or none. */
  async function put(id: string, message: Buffer): Promise<void> {
    const beside = path.join(folder, `.${id}.${randomUUID()}`)
    try {
      await writeFile(beside, message, { mode: 0o600, flush: true })
      await rename(beside, path.join(folder, `${id}.eml`))
    } catch (error) {
      // On a full disk each try would leave a piece behind, and keep it full.
      await rm(beside, { force: true })
      throw error
    }
  }
}

function isMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
