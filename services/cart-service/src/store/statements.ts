import type { Database } from '@mallhive/chassis'
import type { EventMessage } from '@mallhive/contract'
import type { Place } from '../domain/adding.ts'
import type { Cart, Line } from '../domain/cart.ts'
import { CHANGES_REMEMBERED } from './cart-store.ts'
import { rowOf, type CartTables } from './tables.ts'

export interface Looked {
  readonly cart: Cart
  /** The change of this name was applied already. */
  readonly isApplied: boolean
}
export interface LookedForPlace {
  readonly place: Place
  readonly isApplied: boolean
}

/** What a decision changes of a cart that is still at the version that it was made for. */
export interface Difference {
  readonly userId: string
  readonly once: string
  readonly before: number
  readonly after: number
  readonly updatedAt: Date | undefined
  /** Lines that are new or say something else. */
  readonly lines: readonly Line[]
  /** Ids of lines that are not there any more. */
  readonly gone: readonly string[]
}

/** Milliseconds of the epoch are cheaper to read than text. */
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`
const LINE = `json_build_array(l.item_id, l.variant_id, l.quantity, l.note, l.price_seen_amount, l.price_seen_currency, ${ms('l.added_at')})`
type LineJson = readonly [string, string, number, string | null, number, string, number]

interface CartRow {
  readonly version: number
  readonly updated_at: number | null
  readonly is_applied: boolean | null
  readonly lines: readonly LineJson[]
}
const LOOK = `
  done as (
    select n, cart.version, ${ms('cart.updated_at')} as updated_at, given.once = any(cart.applied) as is_applied, (
      select coalesce(json_agg(${LINE} order by l.added_at, l.item_id), '[]') from cart_line l where l.user_id = cart.user_id) as lines
    from given join cart using (user_id))`

interface PlaceRow {
  readonly version: number
  readonly is_applied: boolean | null
  readonly line: LineJson | null
  readonly line_count: number
}
/** Two ways to the one line, since an index finds null and not null by different conditions. */
const LOOK_FOR_PLACE = `
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
const SAVE = `
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

/** One statement each, shared with all who come at the same time: one round trip and at most one commit. */
export function cartStatements({ batched }: Pick<Database<CartTables>, 'batched'>) {
  const look = batched<{ user_id: string; once: string | null }, CartRow>({
    columns: 'user_id uuid, once uuid',
    parts: LOOK,
  })
  const lookForPlace = batched<{ user_id: string; once: string; variant_id: string; note: string | null }, PlaceRow>({
    columns: 'user_id uuid, once uuid, variant_id uuid, note text',
    parts: LOOK_FOR_PLACE,
  })
  const save = batched<ReturnType<typeof inputOf>, object>({
    columns: 'user_id uuid, once uuid, before int, after int, updated_at timestamptz, gone uuid[], lines json',
    parts: SAVE,
    key: ({ user_id }) => user_id,
  })

  return {
    async look(userId: string, once: string | null): Promise<Looked | undefined> {
      const row = await look({ user_id: userId, once })
      if (!row) return undefined
      const { version, updated_at: updatedAt, is_applied: isApplied, lines } = row
      const cart = { userId, version, lines: lines.map(lineOf), updatedAt: dateOf(updatedAt) }
      return { cart, isApplied: isApplied === true }
    },

    async lookForPlace(
      userId: string,
      { variantId, note }: Pick<Line, 'variantId' | 'note'>,
      once: string,
    ): Promise<LookedForPlace> {
      const row = await lookForPlace({ user_id: userId, once, variant_id: variantId, note: note ?? null })
      if (!row) return { place: { userId, version: 0, present: undefined, lineCount: 0 }, isApplied: false }
      const { version, is_applied: isApplied, line, line_count: lineCount } = row
      return {
        place: { userId, version, present: line ? lineOf(line) : undefined, lineCount },
        isApplied: isApplied === true,
      }
    },

    /** False, with nothing done and nothing stated, when the cart is at another version or the change was applied already. */
    save: async (difference: Difference, events: readonly EventMessage[]): Promise<boolean> =>
      (await save(inputOf(difference), events)) !== undefined,
  }
}
export type CartStatements = ReturnType<typeof cartStatements>

const inputOf = ({ userId, once, before, after, updatedAt, lines, gone }: Difference) => ({
  user_id: userId,
  once,
  before,
  after,
  updated_at: updatedAt ?? null,
  gone: gone.length > 0 ? gone : null,
  lines: lines.map((line) => rowOf(userId, line)),
})

const dateOf = (epochMs: number | null) => (epochMs === null ? undefined : new Date(epochMs))

const lineOf = ([itemId, variantId, quantity, note, amount, currency, addedAt]: LineJson): Line => ({
  itemId,
  variantId,
  quantity,
  note: note ?? undefined,
  priceSeen: { amount, currency },
  addedAt: new Date(addedAt),
})
