import type { Database } from '@mallhive/chassis'
import { ok } from '@mallhive/kernel'
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { paymentLoader, type Version } from './load-payment.ts'
import type { PaymentStore } from './payments.ts'
import { paymentSaver, SECOND_STEP_POLL_SECONDS } from './save-payment.ts'
import type { PaymentTables } from './tables.ts'

const WAIT_SECONDS_MAX = 300
/** Some kilobytes each: those whose next step comes soon. */
const REMEMBERED = 2_000

/**
 * A change is decided on a guess first: that the payment stands as it was last written here, or that there is none. The write finds out
 * whether that is so; if it is not, or nothing would be written, the payment is read and all is decided again. So the usual change takes
 * one statement, one round trip, shared by all that come at once: a quick `authorise` two (intent and answer), a quick `capture` two.
 */
export function postgresPayments(database: Database<PaymentTables>): PaymentStore {
  const { read } = database
  const load = paymentLoader(database)
  const save = paymentSaver(database)
  const written = new LRUCache<string, Version>({ max: REMEMBERED })
  return {
    find: async (orderId) => (await load(orderId))?.payment,
    async change(orderId, now, decide) {
      for (let isGuess = true; ; isGuess = false) {
        const before = isGuess ? written.get(orderId) : await load(orderId)
        const decision = decide(before?.payment)
        const isWrite = decision.ok && decision.value.payment !== before?.payment
        if (!isWrite && isGuess) continue
        if (!decision.ok) return decision
        if (!isWrite) return ok(decision.value.payment)
        const after = await save(before, decision.value, now)
        if (after) written.set(orderId, after)
        else written.delete(orderId)
        if (after) return ok(after.payment)
      }
    },
    async claimWaiting(now, limit) {
      const { rows } = await sql<{ order_id: string }>`
        update payment set attempts = attempts + 1, ask_at = ${now}::timestamptz + make_interval(secs => greatest(
          case when state = 'requires-action' and step is null then ${SECOND_STEP_POLL_SECONDS} else 2 end,
          least(${WAIT_SECONDS_MAX}, power(2, least(attempts, 20)))))
        where order_id in (
          select order_id from payment where ask_at <= ${now} order by ask_at limit ${limit} for update skip locked)
        returning order_id`.execute(read)
      return rows.map((row) => row.order_id)
    },
    async askSoon(orderId, at) {
      await read
        .updateTable('payment')
        .set({ ask_at: at })
        .where('order_id', '=', orderId)
        .where('ask_at', '>', at)
        .execute()
    },
  }
}
