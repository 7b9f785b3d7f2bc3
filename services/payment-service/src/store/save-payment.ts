import type { Database } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { isWaiting, type PaymentRecord } from '../domain/payment.ts'
import type { Version } from './load-payment.ts'
import { rowOf, type RowOfPayment } from './payment-row.ts'
import type { Change } from './payments.ts'
import type { PaymentTables } from './tables.ts'

/** Longer than the request that has just stored a step takes to hear of it. */
const ASKED_BY_REQUEST_SECONDS = 30
export const SECOND_STEP_POLL_SECONDS = 60

interface Given extends RowOfPayment {
  /** None: there is no payment yet. */
  readonly version?: string
  readonly ask_at: Date | null
  readonly at: Date
  readonly refunds: readonly object[]
  readonly movements: readonly object[]
}

/**
 * A first payment is inserted, and any other updated if nobody has written it since that version; refunds and movements go with it. Rows are
 * locked in the order of their ids. An `ask_at` that stands already is the resolver's, which has its own patience.
 */
const STATEMENT = {
  columns: `
    order_id uuid, version xid, state text, step text, amount bigint, currency text, token text, return_url text, authorised bigint,
    captured bigint, refunded bigint, brand text, last4 text, action_url text, failure_code text, provider_id text, sequence int,
    ask_at timestamptz, updated_at timestamptz, at timestamptz, refunds json, movements json`,
  parts: `
    inserted as (
      insert into payment (order_id, state, step, amount, currency, token, return_url, authorised, captured, refunded, brand, last4,
        action_url, failure_code, provider_id, sequence, attempts, ask_at, created_at, updated_at)
      select order_id, state, step, amount, currency, token, return_url, authorised, captured, refunded, brand, last4,
        action_url, failure_code, provider_id, sequence, 0, ask_at, at, updated_at
      from given where version is null order by order_id
      on conflict (order_id) do nothing
      returning order_id, xmin),
    updated as (
      update payment set
        state = given.state, step = given.step, amount = given.amount, currency = given.currency, token = given.token,
        return_url = given.return_url, authorised = given.authorised, captured = given.captured, refunded = given.refunded,
        brand = given.brand, last4 = given.last4, action_url = given.action_url, failure_code = given.failure_code,
        provider_id = given.provider_id, sequence = given.sequence, updated_at = given.updated_at,
        attempts = case when given.ask_at is null then 0 else payment.attempts end,
        ask_at = case when given.ask_at is null then null else coalesce(payment.ask_at, given.ask_at) end
      from (select * from given where version is not null order by order_id) as given
      where payment.order_id = given.order_id and payment.xmin = given.version
      returning given.n, given.order_id, payment.xmin, given.at, given.refunds, given.movements),
    saved as (
      select * from updated union all
      select given.n, order_id, inserted.xmin, given.at, given.refunds, given.movements
      from inserted join given using (order_id)),
    refunded as (
      insert into refund (id, order_id, amount, state, created_at)
      select r.id, saved.order_id, r.amount, r.state, saved.at
      from saved cross join lateral json_to_recordset(saved.refunds) as r (id uuid, amount bigint, state text)
      on conflict (id) do update set state = excluded.state),
    moved as (
      insert into movement (id, order_id, kind, amount, provider_id, key, at)
      select m.id, saved.order_id, m.kind, m.amount, m."providerId", m.key, saved.at
      from saved cross join lateral
        json_to_recordset(saved.movements) as m (id uuid, kind text, amount bigint, "providerId" text, key text)),
    done as (select n, xmin::text as version from saved)`,
  key: ({ order_id }: Given) => order_id,
}

/**
 * Writes changes of payments with their movements and events: one statement for all that come at once. Undefined: somebody else has written
 * the payment since it stood as `before`, or made it, and nothing is written.
 */
export function paymentSaver(
  database: Database<PaymentTables>,
): (before: Version | undefined, change: Change, now: Date) => Promise<Version | undefined> {
  const save = database.batched<Given, { version: string }>(STATEMENT)
  return async (before, { payment, movements = [], events = [] }, now) => {
    const known = before?.payment.refunds ?? []
    const given: Given = {
      ...rowOf(payment),
      ...(before && { version: before.version }),
      ask_at: askAt(payment, now),
      at: now,
      refunds: payment.refunds.filter((refund) => !known.includes(refund)),
      movements: movements.map((movement) => ({ ...movement, id: newId() })),
    }
    const done = await save(given, events)
    return done && { payment, version: done.version }
  }
}

function askAt(payment: PaymentRecord, now: Date): Date | null {
  if (isWaiting(payment)) return new Date(now.getTime() + ASKED_BY_REQUEST_SECONDS * 1000)
  // The bank's word may get lost: a second step is asked about even if no webhook comes.
  return payment.state === 'requires-action' ? new Date(now.getTime() + SECOND_STEP_POLL_SECONDS * 1000) : null
}
