import type { Logger } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import type { MessageRow, Messages } from './store/messages.ts'
import { render } from './templates/render.ts'
import type { Sent, Transport } from './transport/transport.ts'

export interface Sending {
  readonly messages: Messages
  readonly transport: Transport
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Sends some of what is due, and answers in how many milliseconds there is more to do: 0 when more may be due, undefined when nothing waits. No
 * transaction is open meanwhile: messages are leased, and what became of each is noted after. Two statements for a whole batch that goes well.
 */
export async function sendDue({ messages, transport, clock, log }: Sending): Promise<number | undefined> {
  const { messages: due, nextAt } = await messages.claim(clock(), transport.atOnce, transport.leaseSeconds)
  let setbacks = 0
  // All end before one failure to note is thrown; that message is sent again when its lease is over.
  const ends = await Promise.allSettled(due.map(sendAndNote))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  if (due.length === transport.atOnce || setbacks > 0) return 0
  return nextAt ? Math.max(0, nextAt.getTime() - clock().getTime()) : undefined

  async function sendAndNote(message: MessageRow): Promise<void> {
    const sent = await send(message, transport)
    if (sent.kind === 'sent') return messages.sent(message, clock())
    setbacks += 1
    log.warn({ messageId: message.id, attempts: message.attempts, reason: sent.reason }, `mail ${sent.kind}`)
    return sent.kind === 'refused' ? messages.failed(message, sent, clock()) : messages.later(message, sent, clock())
  }
}

async function send(message: MessageRow, transport: Transport): Promise<Sent> {
  const { id, recipient: to, subject, template, data, created_at: at } = message
  try {
    return await transport.send({ id, to, subject, at, ...render(template, subject, data!) })
  } catch (error) {
    // A template that breaks or a disk that is full holds up this one message, not the others.
    return { kind: 'later', reason: 'it could not be written', detail: String(error).slice(0, 500) }
  }
}
