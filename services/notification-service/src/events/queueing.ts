import type { Clock } from '@mallhive/kernel'
import type { NewMessage } from '../domain/message.ts'
import type { Shop } from '../domain/shop.ts'
import { queueInput, queueMessage } from '../store/queue-message.ts'
import { subjectOf } from '../templates/render.ts'

/** What consumers need to write to people. */
export interface Queueing {
  readonly shop: Shop
  readonly clock: Clock
  readonly pokeSender: () => void
}

/** Queues the message of an event, if there is one, in the statement that records the event; then the sender is told. */
export const queueing = <Event>(
  { clock, pokeSender }: Queueing,
  messageOf: (event: Event) => NewMessage | undefined,
) => ({
  ...queueMessage,
  given(event: Event) {
    const message = messageOf(event)
    return message && queueInput({ ...message, subject: subjectOf(message) }, clock())
  },
  afterwards: pokeSender,
})
