import { sql } from 'kysely'
import type { Reservation } from '../../contract/stock.ts'
import { summed, type Line, type Part, type Reservable } from '../domain/reservation.ts'
import type { Db, ProductTables } from './tables.ts'

export type State = ProductTables['reservation']['state']

export interface StoredReservation {
  readonly orderId: string
  readonly state: State
  readonly expiresAt?: Date
  readonly parts: readonly Part[]
}

interface Row {
  order_id: string
  state: State
  expires_at: Date | null
  lines: { variant_id: string; location: string; quantity: number; counted: boolean }[]
}

/**
 * A reservation with its lines, its row locked when asked for. One that is made between the lock and the look is not there yet: else it
 * would be changed without a lock.
 */
export async function readReservation(
  db: Db,
  orderId: string,
  lock: 'locked' | 'unlocked',
): Promise<StoredReservation | undefined> {
  if (lock === 'locked' && !(await lockReservation(db, orderId))) return undefined
  const { rows } = await sql<Row>`
    select order_id, state, expires_at, coalesce((select json_agg(l order by l.variant_id, l.location) from reservation_line l where l.order_id = r.order_id), '[]') as lines
    from reservation r where order_id = ${orderId}`.execute(db)
  const [row] = rows
  if (!row) return undefined
  return {
    orderId: row.order_id,
    state: row.state,
    ...(row.expires_at && { expiresAt: row.expires_at }),
    parts: row.lines.map(({ variant_id, location, quantity, counted }) => ({
      variantId: variant_id,
      location,
      quantity,
      counted,
    })),
  }
}

async function lockReservation(db: Db, orderId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from reservation where order_id = ${orderId} for update`.execute(db)
  return rows.length > 0
}

/** Variants with their levels, which are locked in the order of variant ids when asked for. What this reads is not older than the locks. */
export async function readStock(
  tx: Db,
  variantIds: readonly string[],
  lock: 'locked' | 'unlocked',
): Promise<readonly Reservable[]> {
  const { rows } = await sql<{
    variant_id: string
    location: string | null
    on_hand: number
    reserved: number
    tracked: boolean
    sold_out_policy: 'deny' | 'continue'
  }>`
    with locked as materialized (
      select variant_id, location, on_hand, reserved, oversell from stock_level
      where variant_id = any(${[...variantIds]}::uuid[]) order by variant_id, location ${lock === 'locked' ? sql`for update` : sql``})
    select v.id as variant_id, l.location, l.on_hand, l.reserved, v.tracked,
      case when l.oversell is false then 'deny' else v.sold_out_policy end as sold_out_policy
    from variant v left join locked l on l.variant_id = v.id left join location o on o.name = l.location
    where v.id = any(${[...variantIds]}::uuid[]) order by v.id, o.position, l.location`.execute(tx)
  const variants = new Map<string, Reservable>()
  for (const row of rows) {
    const levels = variants.get(row.variant_id)?.levels ?? []
    const level = row.location === null ? [] : [{ location: row.location, onHand: row.on_hand, reserved: row.reserved }]
    variants.set(row.variant_id, {
      variantId: row.variant_id,
      tracked: row.tracked,
      soldOutPolicy: row.sold_out_policy,
      levels: [...levels, ...level],
    })
  }
  return [...variants.values()]
}

/** Which lines are held, by variant. */
export const linesOf = (parts: readonly Part[]): Line[] => [...summed(parts)]

export const reservationView = ({ orderId, state, expiresAt, parts }: StoredReservation): Reservation => ({
  orderId,
  state,
  ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  lines: linesOf(parts),
})
