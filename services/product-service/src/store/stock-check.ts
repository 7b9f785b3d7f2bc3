import { sql } from 'kysely'
import type { Db } from './tables.ts'

export interface StockFault {
  readonly variantId: string
  readonly location: string
  readonly onHand: number
  readonly reserved: number
  /** What the ledger adds up to. */
  readonly noted: { readonly onHand: number; readonly reserved: number }
  /** What orders hold there. */
  readonly held: number
}

/** Levels that are not the sum of their ledger, or that reserve something else than orders hold: there should be none. One statement. */
export async function stockFaults(db: Db, limit = 100): Promise<readonly StockFault[]> {
  const { rows } = await sql<{
    variant_id: string
    location: string
    on_hand: number
    reserved: number
    noted_on_hand: number
    noted_reserved: number
    held: number
  }>`
    with noted as (
      select variant_id, location, sum(on_hand_by) as on_hand, sum(reserved_by) as reserved from stock_ledger group by variant_id, location),
    held as (
      select l.variant_id, l.location, sum(l.quantity) as quantity from reservation_line l join reservation r using (order_id)
      where r.state = 'held' and l.counted group by l.variant_id, l.location)
    select variant_id, location, coalesce(s.on_hand, 0) as on_hand, coalesce(s.reserved, 0) as reserved, coalesce(noted.on_hand, 0) as noted_on_hand,
      coalesce(noted.reserved, 0) as noted_reserved, coalesce(held.quantity, 0) as held
    from stock_level s full join noted using (variant_id, location) full join held using (variant_id, location)
    where (coalesce(s.on_hand, 0), coalesce(s.reserved, 0), coalesce(s.reserved, 0))
      is distinct from (coalesce(noted.on_hand, 0), coalesce(noted.reserved, 0), coalesce(held.quantity, 0))
    order by variant_id, location limit ${limit}`.execute(db)
  return rows.map((row) => ({
    variantId: row.variant_id,
    location: row.location,
    onHand: row.on_hand,
    reserved: row.reserved,
    noted: { onHand: row.noted_on_hand, reserved: row.noted_reserved },
    held: row.held,
  }))
}
