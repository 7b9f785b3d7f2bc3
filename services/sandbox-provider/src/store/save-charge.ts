import type { Database } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import type { Change, ChargeRecord } from '../domain/charge.ts'
import type { SandboxTables } from './tables.ts'

/** A webhook that is to be sent: one row for each copy. */
export interface Announcement {
  readonly event_id: string
  readonly body: string
  readonly due_at: Date
}
/** What is to be told of a change; it is written down together with it. */
export type Announce = (charge: ChargeRecord, now: Date) => readonly Announcement[]

interface Given {
  readonly key: string
  readonly at: Date
  /** None: the key is barred. */
  readonly id?: string
  readonly movement?: string
  readonly deliveries: readonly Announcement[]
}

/**
 * A first charge, or a bar, takes its key; who finds it taken writes nothing. A later picture of a charge is written over the one just
 * before it alone. Movement and webhooks go with it. Rows are locked in one order.
 */
const STATEMENT = {
  columns: `
    key text, at timestamptz, id uuid, token text, brand text, last4 text, behaviour text, state text, amount bigint, currency text,
    return_url text, decline_code text, authorised bigint, captured bigint, refunded bigint, sequence int, expires_at timestamptz,
    movement uuid, kind text, moved bigint, refund_key text, deliveries json`,
  parts: `
    taken as (
      insert into taken_key (key, at) select key, at from given where id is null or sequence = 1 order by key
      on conflict do nothing returning key),
    won as (select given.* from taken join given using (key)),
    created as (
      insert into charge (id, key, token, brand, last4, behaviour, state, amount, currency, return_url, decline_code, authorised,
        captured, refunded, sequence, expires_at, created_at)
      select id, key, token, brand, last4, behaviour, state, amount, currency, return_url, decline_code, authorised,
        captured, refunded, sequence, expires_at, at
      from won where id is not null),
    updated as (
      update charge set
        state = given.state, decline_code = given.decline_code, authorised = given.authorised, captured = given.captured,
        refunded = given.refunded, sequence = given.sequence
      from (select * from given where id is not null and sequence > 1 order by id) as given
      where charge.id = given.id and charge.sequence = given.sequence - 1
      returning given.n, given.key, given.at, given.id, given.currency, given.movement, given.kind, given.moved, given.refund_key,
        given.deliveries),
    saved as (
      select * from updated union all
      select n, key, at, id, currency, movement, kind, moved, refund_key, deliveries from won),
    recorded as (
      insert into movement (id, charge_id, key, kind, amount, currency, refund_key, at)
      select movement, id, key, kind, moved, currency, refund_key, at from saved where movement is not null order by n),
    announced as (
      insert into delivery (event_id, body, due_at)
      select d.event_id, d.body, d.due_at
      from saved cross join lateral json_to_recordset(saved.deliveries) as d (event_id uuid, body text, due_at timestamptz)),
    done as (select n from saved)`,
  key: ({ key }: Given) => key,
}

/** Writes charges, one statement for all that come at once. False: the key does not stand as it was seen any more, and nothing is written. */
export function chargeSaver(
  database: Database<SandboxTables>,
  announce: Announce,
): (key: string, change: Change, now: Date) => Promise<boolean> {
  const save = database.batched<Given, object>(STATEMENT)
  return async (key, { charge, movement }, at) => {
    if (!charge) return (await save({ key, at, deliveries: [] })) !== undefined
    const moved = movement && { movement: newId(), kind: movement.kind, moved: movement.amount }
    const refund = movement?.refundKey !== undefined && { refund_key: movement.refundKey }
    return (await save({ ...rowOf(charge), at, ...moved, ...refund, deliveries: announce(charge, at) })) !== undefined
  }
}

function rowOf({ amount, returnUrl, declineCode, expiresAt, ...charge }: ChargeRecord) {
  const { id, key, token, brand, last4, behaviour, state, authorised, captured, refunded, sequence } = charge
  return {
    ...{ id, key, token, brand, last4, behaviour, state, authorised, captured, refunded, sequence },
    ...{ amount: amount.amount, currency: amount.currency },
    ...{ return_url: returnUrl ?? null, decline_code: declineCode ?? null, expires_at: expiresAt ?? null },
  }
}
