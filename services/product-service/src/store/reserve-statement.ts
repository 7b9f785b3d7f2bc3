import type { Database, Statement } from '@mallhive/chassis'
import { FEW_LEFT } from '../domain/availability.ts'
import type { Part } from '../domain/reservation.ts'
import { MAIN_LOCATION } from './stock-levels.ts'
import type { ProductTables } from './tables.ts'

export interface Wish {
  readonly order_id: string
  readonly until: Date
  readonly actor: string
  readonly at: Date
  /** Summed: a variant stands on one line. `id` names the ledger's row. */
  readonly lines: readonly { readonly id: string; readonly variant_id: string; readonly quantity: number }[]
}

/**
 * Holds what many orders wish, in one statement: one round trip and one commit for all that come together, however many want the same
 * variant. It takes the simple case alone, an order that is new and whose variants each
 * - are not tracked, or
 * - have one level, and more than a few left beside all that came before in this statement, so that no list of products changes; or may be
 *   sold beyond their stock.
 * All else it leaves as it was, and answers nothing: see `reservations.ts`. What is left out is not locked either.
 *
 * Levels are locked in the order of variant ids before anything is written, and locking reads the newest row: the sums are right whoever
 * else has moved the level meanwhile. The reservation's row comes after them, other than in transactions: were one order reserved here and
 * in a transaction at the same moment, both could wait for each other, and one is repeated. `in (…) is true` keeps the planner from
 * comparing each row with each.
 */
export const reserveStatement = (
  database: Database<ProductTables>,
): Statement<Wish, { readonly parts: readonly Part[] }> =>
  database.batched({
    columns: 'order_id uuid, until timestamptz, actor text, at timestamptz, lines json',
    key: ({ order_id }) => order_id,
    parts: `
      asked as materialized (
        select g.n, g.order_id, g.until, g.actor, g.at, json_array_length(g.lines) as size, line.id, line.variant_id, line.quantity
        from given g cross join lateral json_to_recordset(g.lines) as line (id uuid, variant_id uuid, quantity integer)
        where not exists (select from reservation r where r.order_id = g.order_id)),
      shelf as materialized (
        select a.*, l.location, l.on_hand - l.reserved as free, l.oversell and v.sold_out_policy = 'continue' as endless
        from asked a join variant v on v.id = a.variant_id and v.tracked join stock_level l on l.variant_id = a.variant_id
        where (l.on_hand - l.reserved - a.quantity > ${FEW_LEFT} or l.oversell and v.sold_out_policy = 'continue')
          and not exists (select from stock_level other where other.variant_id = l.variant_id and other.location <> l.location)
        order by l.variant_id, l.location, a.n for update of l),
      line as materialized (
        select s.n, s.order_id, s.until, s.actor, s.at, s.size, s.id, s.variant_id, s.quantity, s.location, true as counted,
          s.endless or s.free - sum(s.quantity) over (partition by s.variant_id order by s.n rows unbounded preceding) > ${FEW_LEFT} as fits
        from shelf s
        union all
        select a.n, a.order_id, a.until, a.actor, a.at, a.size, a.id, a.variant_id, a.quantity, '${MAIN_LOCATION}', false, true
        from asked a join variant v on v.id = a.variant_id and not v.tracked),
      taken as (
        insert into reservation (order_id, state, expires_at, created_at, updated_at)
        select order_id, 'held', until, at, at from line group by order_id, until, at
        having bool_and(fits) and count(*) = min(size) order by order_id
        on conflict do nothing returning order_id),
      held as materialized (select * from line where (order_id in (select order_id from taken)) is true),
      moved as (
        update stock_level l set reserved = l.reserved + total.quantity
        from (select variant_id, location, sum(quantity)::integer as quantity from held where counted group by variant_id, location) total
        where l.variant_id = total.variant_id and l.location = total.location),
      noted as (
        insert into stock_ledger (id, variant_id, location, reason, on_hand_by, reserved_by, order_id, actor, at)
        select id, variant_id, location, 'reserve', 0, quantity, order_id, actor, at from held where counted),
      kept as (
        insert into reservation_line (order_id, variant_id, location, quantity, counted)
        select order_id, variant_id, location, quantity, counted from held),
      done as (
        select n, jsonb_agg(jsonb_build_object('variantId', variant_id, 'location', location, 'quantity', quantity, 'counted', counted)
          order by variant_id) as parts
        from held group by n)`,
  })
