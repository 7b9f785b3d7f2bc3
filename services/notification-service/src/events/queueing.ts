import type { Tx } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import type { NewMessage } from '../domain/message.ts'
import type { Shop } from '../domain/shop.ts'
import { queue } from '../store/messages.ts'
import type { NotificationTables } from '../store/tables.ts'
import { subjectOf } from '../templates/render.ts'

/** Long enough for the transaction to commit. */
const COMMIT_PATIENCE_MS = 20

/** What consumers need to write to people. */
export interface Queueing {
  readonly shop: Shop
  readonly queue: (tx: Tx<NotificationTables>, message: NewMessage) => Promise<void>
}

/**
 * Queues messages, and pokes the sender once the transaction will have committed. A poke that comes too early, or is lost with the process,
 * costs a moment only: the sender looks by itself.
 */
export const queueing = (shop: Shop, clock: Clock, pokeSender: () => void): Queueing => ({
  shop,
  async queue(tx, message) {
    await queue(tx, { ...message, subject: subjectOf(message) }, clock())
    setTimeout(pokeSender, COMMIT_PATIENCE_MS).unref()
  },
})
