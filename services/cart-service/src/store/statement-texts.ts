import { CHANGES_REMEMBERED } from './cart-store.ts'

/** Milliseconds of the epoch are cheaper to read than text. */
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`
const LINE = `json_build_array(l.item_id, l.variant_id, l.quantity, l.note, l.price_seen_amount, l.price_seen_currency, ${ms('l.added_at')})`
export type LineJson = readonly [string, string, number, string | null, number, string, number]

/** A cart with its lines, in one row. */
export const LOOK = `
  done as (
    select n, cart.version, ${ms('cart.updated_at')} as updated_at, given.once = any(cart.applied) as is_applied, (
      select coalesce(json_agg(${LINE} order by l.added_at, l.item_id), '[]') from cart_line l where l.user_id = cart.user_id) as lines
    from given join cart using (user_id))`

/** Two ways to the one line, since an index finds null and not null by different conditions. */
export const LOOK_FOR_PLACE = `
  done as (
    select n, cart.version, given.once = any(cart.applied) as is_applied, found.line,
      case when found.line is null then (select count(*) from cart_line l where l.user_id = cart.user_id) else 0 end as line_count
    from given join cart using (user_id)
    left join lateral (
      select ${LINE} as line from cart_line l
      where l.user_id = cart.user_id and l.variant_id = given.variant_id and md5(l.note) = md5(given.note)
      union all
      select ${LINE} from cart_line l
      where l.user_id = cart.user_id and l.variant_id = given.variant_id and md5(l.note) is null and given.note is null) found on true)`

/**
 * The guard is the version, with the row of the cart locked by the update: who was slower finds another one, and nothing is done.
 * `removed` is counted before lines are written, so that a line may take the place of another.
 */
export const SAVE = `
  begun as (
    insert into cart (user_id, version, updated_at, applied)
    select user_id, after, updated_at, array[once] from given where before = 0 order by user_id
    on conflict (user_id) do update set version = excluded.version, updated_at = excluded.updated_at, applied = excluded.applied
    where cart.version = 0 and not cart.applied && excluded.applied
    returning user_id),
  moved as (
    update cart set version = given.after, updated_at = given.updated_at,
      applied = (cart.applied || given.once)[greatest(1, cardinality(cart.applied) + 2 - ${CHANGES_REMEMBERED}):]
    from (select * from given where before > 0 order by user_id) given
    where cart.user_id = given.user_id and cart.version = given.before and not given.once = any(cart.applied)
    returning given.n, given.user_id, given.gone, given.lines),
  saved as materialized (
    select n, user_id, gone, lines from moved union all select n, user_id, gone, lines from begun join given using (user_id)),
  removed as (
    delete from cart_line l using saved
    where saved.gone is not null and l.user_id = saved.user_id and l.item_id = any(saved.gone) returning 1),
  written as (
    insert into cart_line
    select l.item_id, saved.user_id, l.variant_id, l.quantity, l.note, l.price_seen_amount, l.price_seen_currency, l.added_at
    from saved cross join lateral json_populate_recordset(null::cart_line, saved.lines) l
    where (select count(*) from removed) >= 0
    on conflict (user_id, item_id) do update set quantity = excluded.quantity, note = excluded.note,
      price_seen_amount = excluded.price_seen_amount, price_seen_currency = excluded.price_seen_currency),
  done as (select n from saved)`
