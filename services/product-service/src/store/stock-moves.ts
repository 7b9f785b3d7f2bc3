import type { Tx } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import { FEW_LEFT } from '../domain/availability.ts'
import type { Part } from '../domain/reservation.ts'
import { refreshListings } from './listings.ts'
import type { ProductTables } from './tables.ts'

/** Who does it, and when. */
export interface By {
  readonly actor: string
  readonly at: Date
}

/** By how much a transition moves each level that it touches: times the quantity of the line. */
export const MOVES = {
  reserve: { onHand: 0, reserved: 1 },
  commit: { onHand: -1, reserved: -1 },
  release: { onHand: 0, reserved: -1 },
  expire: { onHand: 0, reserved: -1 },
  return: { onHand: 1, reserved: 0 },
} as const
export type Move = keyof typeof MOVES

/** What moves for an order. */
export interface Moved extends By {
  readonly orderId: string
  readonly parts: readonly Part[]
}

/**
 * Moves levels, locked in the order of their variants, and notes it in the ledger: one statement, for as many orders as are given. Then
 * writes the lists of products that are sold out, back, or have few left by it; lists are left alone while stock only gets less. Untracked
 * lines move nothing.
 */
export async function moveLevels(
  tx: Tx<ProductTables>,
  move: Move,
  orders: readonly Moved[],
): Promise<readonly MovedLevel[]> {
  const { onHand, reserved } = MOVES[move]
  const parts = orders.flatMap(({ orderId, parts, actor, at }) =>
    parts
      .filter(({ counted }) => counted)
      .map(({ variantId, location, quantity }) => ({
        id: newId(),
        variant_id: variantId,
        location,
        quantity,
        order_id: orderId,
        actor,
        at,
      })),
  )
  if (parts.length === 0) return []
  const { rows } = await sql<MovedLevel>`
    with part as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb)
        as p (id uuid, variant_id uuid, location text, quantity integer, order_id uuid, actor text, at timestamptz)),
    locked as materialized (
      select l.variant_id, l.location, p.quantity from stock_level l join part p on p.variant_id = l.variant_id and p.location = l.location
      order by l.variant_id, l.location for update of l),
    total as (select variant_id, location, sum(quantity)::integer as quantity from locked group by variant_id, location),
    moved as (
      update stock_level l set on_hand = l.on_hand + ${onHand}::integer * p.quantity, reserved = l.reserved + ${reserved}::integer * p.quantity
      from total p where p.variant_id = l.variant_id and p.location = l.location
      returning l.variant_id, l.on_hand, l.reserved, p.quantity),
    noted as (
      insert into stock_ledger (id, variant_id, location, reason, on_hand_by, reserved_by, order_id, actor, at)
      select p.id, p.variant_id, p.location, ${move}, ${onHand}::integer * p.quantity, ${reserved}::integer * p.quantity, p.order_id, p.actor, p.at from part p)
    select m.variant_id, v.product_id, m.on_hand, m.reserved, m.on_hand - m.reserved - ${onHand - reserved}::integer * m.quantity as left_before
    from moved m left join variant v on v.id = m.variant_id order by m.variant_id`.execute(tx)
  await refreshListings(tx, [...new Set(rows.filter(shows).flatMap(({ product_id }) => product_id ?? []))].sort())
  return rows
}

export interface MovedLevel {
  readonly variant_id: string
  /** None when the product left the shop meanwhile. */
  readonly product_id: string | null
  readonly on_hand: number
  readonly reserved: number
  readonly left_before: number
}

/** Whether shoppers see that a level moved: only when few are left, or were. */
export const shows = ({ left_before, on_hand, reserved }: MovedLevel): boolean =>
  left_before !== on_hand - reserved && Math.min(left_before, on_hand - reserved) <= FEW_LEFT
