import type { Clock } from '@mallhive/kernel'
import type { MessageRow, Messages } from './store/messages.ts'
import { render } from './templates/render.ts'
import type { Sent, Transport } from './transport/transport.ts'

const AT_ONCE = 10
/** Longer than ten mails take that each run into their time limit. */
const LEASE_SECONDS = 300

/** Sends what is due. No transaction is open meanwhile: messages are leased, and what became of each is noted after. */
export async function sendDue(messages: Messages, transport: Transport, clock: Clock): Promise<void> {
  for (;;) {
    const due = await messages.claim(clock(), AT_ONCE, LEASE_SECONDS)
    for (const message of due) {
      const sent = await send(message, transport)
      if (sent.kind === 'sent') await messages.sent(message, clock())
      else if (sent.kind === 'refused') await messages.failed(message, sent.reason, clock())
      else await messages.later(message, sent.reason, clock())
    }
    if (due.length < AT_ONCE) return
  }
}

async function send(message: MessageRow, transport: Transport): Promise<Sent> {
  const { id, recipient: to, subject, template, data, created_at: at } = message
  try {
    return await transport.send({ id, to, subject, at, ...render(template, subject, data!) })
  } catch (error) {
    // A template that breaks or a disk that is full holds up this one message, not the others.
    return { kind: 'later', reason: String(error).slice(0, 500) }
  }
}
