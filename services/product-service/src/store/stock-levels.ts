import type { Publish } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import { stockChanged } from '../../contract/events.ts'
import { refreshListings } from './listings.ts'
import { shows, type MovedLevel } from './stock-moves.ts'
import type { Db } from './tables.ts'

export const MAIN_LOCATION = 'main'

/** Who changes stock, when, and why. */
export interface StockCause {
  readonly reason: 'import' | 'adjust'
  readonly actor: string
  readonly at: Date
}

export interface Tracked {
  readonly id: string
  readonly tracked: boolean
  readonly soldOutPolicy: 'deny' | 'continue'
  readonly onHand?: number
}

/**
 * Gives tracked variants that have no level one, and keeps whether more may be promised than there is. Levels are locked in the order of
 * their variants. Where more is reserved than there is, `oversell` stays until it is not (`tightenOversell`). Three statements.
 */
export async function saveLevels(
  tx: Db,
  publish: Publish,
  variants: readonly Tracked[],
  cause: StockCause,
): Promise<void> {
  const rows = variants.map(({ id, tracked, soldOutPolicy, onHand = 0 }) => ({
    id,
    ledger_id: newId(),
    on_hand: onHand,
    counted: tracked,
    oversell: !tracked || soldOutPolicy === 'continue',
  }))
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v (id uuid, ledger_id uuid, on_hand integer, counted boolean, oversell boolean)`
  const ids = rows.map(({ id }) => id)
  await sql`select from stock_level where variant_id = any(${ids}::uuid[]) order by variant_id, location for update`.execute(
    tx,
  )
  await sql`
    update stock_level l set oversell = v.oversell or l.reserved > greatest(l.on_hand, 0) from ${given}
    where v.id = l.variant_id and l.oversell is distinct from (v.oversell or l.reserved > greatest(l.on_hand, 0))`.execute(
    tx,
  )
  const made = await sql<{ variant_id: string; on_hand: number }>`
    with made as (
      insert into stock_level (variant_id, location, on_hand, oversell)
      select v.id, ${MAIN_LOCATION}, v.on_hand, v.oversell from ${given}
      where v.counted and not exists (select from stock_level l where l.variant_id = v.id) order by v.id
      returning variant_id, location, on_hand),
    noted as (
      insert into stock_ledger (id, variant_id, location, reason, on_hand_by, reserved_by, actor, at)
      select v.ledger_id, m.variant_id, m.location, ${cause.reason}, m.on_hand, 0, ${cause.actor}, ${cause.at}::timestamptz
      from made m join ${given} on v.id = m.variant_id where m.on_hand <> 0)
    select variant_id, on_hand from made where on_hand <> 0`.execute(tx)
  for (const { variant_id: variantId, on_hand: onHand } of made.rows)
    publish(stockChanged(variantId, { variantId, onHand, reserved: 0, reason: cause.reason }, cause.at))
}

/**
 * Sets what is on hand at the main location, with a ledger row for each difference. Answers the variants whose number would be below what
 * is reserved: they are left as they were. Two statements, and the lists of products where shoppers see the difference.
 */
export async function setOnHand(
  tx: Db,
  publish: Publish,
  counts: readonly { readonly variantId: string; readonly onHand: number }[],
  cause: StockCause,
): Promise<readonly { readonly variantId: string; readonly reserved: number }[]> {
  const rows = counts.map(({ variantId, onHand }) => ({ variant_id: variantId, on_hand: onHand, ledger_id: newId() }))
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c (variant_id uuid, on_hand integer, ledger_id uuid)`
  const { rows: locked } = await sql<{ variant_id: string; reserved: number; fits: boolean }>`
    select l.variant_id, l.reserved, l.oversell or l.reserved <= greatest(c.on_hand, 0) as fits
    from stock_level l join ${given} on c.variant_id = l.variant_id
    where l.location = ${MAIN_LOCATION} order by l.variant_id for update of l`.execute(tx)
  const fitting = locked.filter(({ fits }) => fits).map(({ variant_id }) => variant_id)
  const { rows: changed } = await sql<MovedLevel>`
    with before as (select variant_id, on_hand from stock_level where location = ${MAIN_LOCATION} and variant_id = any(${fitting}::uuid[])),
    changed as (
      update stock_level l set on_hand = c.on_hand from ${given}
      where c.variant_id = l.variant_id and l.location = ${MAIN_LOCATION} and l.variant_id = any(${fitting}::uuid[]) and l.on_hand <> c.on_hand
      returning l.variant_id, l.on_hand, l.reserved),
    noted as (
      insert into stock_ledger (id, variant_id, location, reason, on_hand_by, reserved_by, actor, at)
      select c.ledger_id, n.variant_id, ${MAIN_LOCATION}, ${cause.reason}, n.on_hand - b.on_hand, 0, ${cause.actor}, ${cause.at}::timestamptz
      from changed n join before b using (variant_id) join ${given} using (variant_id))
    select n.variant_id, n.on_hand, n.reserved, v.product_id, b.on_hand - n.reserved as left_before
    from changed n join before b using (variant_id) left join variant v on v.id = n.variant_id`.execute(tx)
  for (const { variant_id: variantId, on_hand: onHand, reserved } of changed)
    publish(stockChanged(variantId, { variantId, onHand, reserved, reason: cause.reason }, cause.at))
  await refreshListings(tx, [...new Set(changed.filter(shows).flatMap(({ product_id }) => product_id ?? []))].sort())
  return locked.filter(({ fits }) => !fits).map(({ variant_id, reserved }) => ({ variantId: variant_id, reserved }))
}

/** Levels of `deny` variants that had more reserved than there was are guarded again as soon as they can be. One statement. */
export async function tightenOversell(db: Db): Promise<void> {
  await sql`
    update stock_level l set oversell = false from variant v
    where v.id = l.variant_id and l.oversell and v.tracked and v.sold_out_policy = 'deny' and l.reserved <= greatest(l.on_hand, 0)`.execute(
    db,
  )
}
