import type { Database } from '@mallhive/chassis'
import { newId, ok } from '@mallhive/kernel'
import { sql, type RawBuilder } from 'kysely'
import { isWaiting, type Movement, type PaymentRecord, type Refund } from '../domain/payment.ts'
import { recordOf, rowOf } from './payment-row.ts'
import type { PaymentStore } from './payments.ts'
import type { PaymentTables } from './tables.ts'

type Read = Database<PaymentTables>['read']

/** Longer than the request that has just stored a step takes to hear of it. */
const ASKED_BY_REQUEST_SECONDS = 30
const SECOND_STEP_POLL_SECONDS = 60
const WAIT_SECONDS_MAX = 300

/** A change takes two statements: what stands is read, and what is decided is written if it still stands; else all over again. */
export function postgresPayments(database: Database<PaymentTables>): PaymentStore {
  const { read } = database
  return {
    find: async (orderId) => (await load(read, orderId))?.payment,
    async change(orderId, now, decide) {
      for (;;) {
        const before = await load(read, orderId)
        const decision = decide(before?.payment)
        if (!decision.ok) return decision
        const { payment, movements = [], events = [] } = decision.value
        if (payment === before?.payment) return ok(payment)
        const change = before ? update(read, payment, before.version, now) : insert(read, payment, now)
        const also = [
          ...refundsOf(payment, before?.payment.refunds ?? [], now),
          ...movementsOf(orderId, movements, now),
        ]
        if ((await database.write({ change, also, events })).length > 0) return ok(payment)
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

interface Loaded {
  readonly payment: PaymentRecord
  /** Another one after every write: PostgreSQL names in each row the transaction that wrote it. */
  readonly version: string
}

async function load(read: Read, orderId: string): Promise<Loaded | undefined> {
  const row = await read
    .selectFrom('payment')
    .selectAll()
    .select([
      sql<string>`xmin::text`.as('version'),
      sql<
        Refund[]
      >`coalesce((select json_agg(r order by r.id) from refund r where r.order_id = payment.order_id), '[]')`.as(
        'refunds',
      ),
    ])
    .where('order_id', '=', orderId)
    .executeTakeFirst()
  return row && { payment: recordOf(row, row.refunds), version: row.version }
}

/** Writes nothing when somebody else has made the payment meanwhile. */
function insert(read: Read, payment: PaymentRecord, now: Date): RawBuilder<unknown> {
  const values = { ...rowOf(payment), attempts: 0, ask_at: askAt(payment, now), created_at: now }
  const query = read.insertInto('payment').values(values)
  return sql`${query.onConflict((on) => on.column('order_id').doNothing()).returning('order_id')}`
}

/** Writes nothing when somebody else has written the payment since it was loaded. */
function update(read: Read, payment: PaymentRecord, version: string, now: Date): RawBuilder<unknown> {
  const at = askAt(payment, now)
  // An earlier time stands: it is the resolver's, which has its own patience.
  const asking = at === null ? { ask_at: null, attempts: 0 } : { ask_at: sql<Date>`coalesce(ask_at, ${at})` }
  const query = read
    .updateTable('payment')
    .set({ ...rowOf(payment), ...asking })
    .where('order_id', '=', payment.orderId)
    .where(sql<boolean>`xmin = ${version}::xid`)
  return sql`${query.returning('order_id')}`
}

function askAt(payment: PaymentRecord, now: Date): Date | null {
  if (isWaiting(payment)) return new Date(now.getTime() + ASKED_BY_REQUEST_SECONDS * 1000)
  // The bank's word may get lost: a second step is asked about even if no webhook comes.
  return payment.state === 'requires-action' ? new Date(now.getTime() + SECOND_STEP_POLL_SECONDS * 1000) : null
}

function refundsOf({ orderId, refunds }: PaymentRecord, before: readonly Refund[], at: Date): RawBuilder<unknown>[] {
  const changed = refunds.filter((refund) => !before.includes(refund))
  if (changed.length === 0) return []
  return [
    sql`
      insert into refund (id, order_id, amount, state, created_at)
      select id, ${orderId}::uuid, amount, state, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as given (id uuid, amount bigint, state text)
      where exists (select from changed)
      on conflict (id) do update set state = excluded.state`,
  ]
}

function movementsOf(orderId: string, movements: readonly Movement[], at: Date): RawBuilder<unknown>[] {
  if (movements.length === 0) return []
  const rows = movements.map((movement) => ({ ...movement, id: newId() }))
  return [
    sql`
      insert into movement (id, order_id, kind, amount, provider_id, key, at)
      select id, ${orderId}::uuid, kind, amount, "providerId", key, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id uuid, kind text, amount bigint, "providerId" text, key text)
      where exists (select from changed)`,
  ]
}
