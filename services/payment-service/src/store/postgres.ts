import type { Database, Tx } from '@mallhive/chassis'
import { newId, ok } from '@mallhive/kernel'
import { sql, type Kysely } from 'kysely'
import { isWaiting, type Movement, type PaymentRecord, type Refund } from '../domain/payment.ts'
import { recordOf, rowOf } from './payment-row.ts'
import type { PaymentStore } from './payments.ts'
import type { PaymentTables } from './tables.ts'

/** Longer than the request that has just stored a step takes to hear of it. */
const ASKED_BY_REQUEST_SECONDS = 30
const SECOND_STEP_POLL_SECONDS = 60
const WAIT_SECONDS_MAX = 300

/** A change takes begin, lock, refunds, save, commit: five round trips, and one each for refunds that changed, movements and events. */
export function postgresPayments(database: Database<PaymentTables>): PaymentStore {
  return {
    find: (orderId) => load(database.read, orderId, false),
    change: (orderId, now, decide) =>
      database.transaction(async (tx, publish) => {
        // There may be no row to lock yet; who finds one made meanwhile decides again about that.
        for (;;) {
          const before = await load(tx, orderId, true)
          const decision = decide(before)
          if (!decision.ok) return decision
          const { payment, movements = [], events = [] } = decision.value
          if (payment === before) return ok(payment)
          if (!(before ? await update(tx, payment, now) : await insert(tx, payment, now))) continue
          await saveRefunds(tx, payment, before?.refunds ?? [], now)
          await record(tx, orderId, movements, now)
          publish(...events)
          return ok(payment)
        }
      }),
    async claimWaiting(now, limit) {
      const { rows } = await sql<{ order_id: string }>`
        update payment set attempts = attempts + 1, ask_at = ${now}::timestamptz + make_interval(secs => greatest(
          case when state = 'requires-action' and step is null then ${SECOND_STEP_POLL_SECONDS} else 2 end,
          least(${WAIT_SECONDS_MAX}, power(2, least(attempts, 20)))))
        where order_id in (
          select order_id from payment where ask_at <= ${now} order by ask_at limit ${limit} for update skip locked)
        returning order_id`.execute(database.read)
      return rows.map((row) => row.order_id)
    },
    async askSoon(orderId, at) {
      const { read } = database
      await read
        .updateTable('payment')
        .set({ ask_at: at })
        .where('order_id', '=', orderId)
        .where('ask_at', '>', at)
        .execute()
    },
  }
}

async function load(
  from: Kysely<PaymentTables> | Tx<PaymentTables>,
  orderId: string,
  lock: boolean,
): Promise<PaymentRecord | undefined> {
  const db = from as Kysely<PaymentTables>
  const query = db.selectFrom('payment').selectAll().where('order_id', '=', orderId)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  if (!row) return undefined
  const refunds =
    row.state === 'captured'
      ? await db.selectFrom('refund').selectAll().where('order_id', '=', orderId).orderBy('id').execute()
      : []
  return recordOf(row, refunds)
}

async function insert(tx: Tx<PaymentTables>, payment: PaymentRecord, now: Date): Promise<boolean> {
  const values = { ...rowOf(payment), attempts: 0, ask_at: askAt(payment, now), created_at: now }
  const query = tx
    .insertInto('payment')
    .values(values)
    .onConflict((on) => on.column('order_id').doNothing())
  return (await query.returning('order_id').executeTakeFirst()) !== undefined
}

async function update(tx: Tx<PaymentTables>, payment: PaymentRecord, now: Date): Promise<boolean> {
  const at = askAt(payment, now)
  // An earlier time stands: it is the resolver's, which has its own patience.
  const asking = at === null ? { ask_at: null, attempts: 0 } : { ask_at: sql<Date>`coalesce(ask_at, ${at})` }
  await tx
    .updateTable('payment')
    .set({ ...rowOf(payment), ...asking })
    .where('order_id', '=', payment.orderId)
    .execute()
  return true
}

function askAt(payment: PaymentRecord, now: Date): Date | null {
  if (isWaiting(payment)) return new Date(now.getTime() + ASKED_BY_REQUEST_SECONDS * 1000)
  // The bank's word may get lost: a second step is asked about even if no webhook comes.
  return payment.state === 'requires-action' ? new Date(now.getTime() + SECOND_STEP_POLL_SECONDS * 1000) : null
}

async function saveRefunds(
  tx: Tx<PaymentTables>,
  { orderId, refunds }: PaymentRecord,
  before: readonly Refund[],
  now: Date,
): Promise<void> {
  const changed = refunds.filter((refund) => !before.includes(refund))
  if (changed.length === 0) return
  await tx
    .insertInto('refund')
    .values(changed.map(({ id, amount, state }) => ({ id, order_id: orderId, amount, state, created_at: now })))
    .onConflict((on) => on.column('id').doUpdateSet({ state: (row) => row.ref('excluded.state') }))
    .execute()
}

async function record(tx: Tx<PaymentTables>, orderId: string, movements: readonly Movement[], at: Date): Promise<void> {
  if (movements.length === 0) return
  const rows = movements.map(({ kind, amount, providerId, key }) => ({
    ...{ id: newId(), order_id: orderId, kind, amount, provider_id: providerId, key, at },
  }))
  await tx.insertInto('movement').values(rows).execute()
}
