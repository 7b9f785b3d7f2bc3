import { batched, statementTurn } from '@mallhive/chassis'
import { sql } from 'kysely'
import type { Offer } from '../../contract/product.ts'
import { available } from '../domain/availability.ts'
import { pictureView, variantTitle } from '../domain/stored-product.ts'
import type { Db } from './tables.ts'

interface Row {
  variant_id: string
  product_id: string
  handle: string
  title: string
  published_at: Date
  option_values: string[]
  sku: string | null
  currency: string
  amount: number
  compare_at: number | null
  tax_class: Offer['taxClass']
  grams: number | null
  requires_shipping: boolean
  tracked: boolean
  sold_out_policy: 'deny' | 'continue'
  on_hand: number
  reserved: number
  alt: string | null
  hash: string | null
  width: number
  height: number
  widths: number[]
}

export interface Offers {
  /** What can be bought of these variants now, in the order asked; those a shopper may not buy are left out. */
  of(variantIds: readonly string[], now: Date): Promise<readonly Offer[]>
}

/** Asks that share a statement. Each may name hundreds of variants, so these are few: a cart has some lines only. */
const ASKS_AT_ONCE_MAX = 32

/**
 * Hot: each look at a cart, each quote and each order asks. One statement, one round trip, for all who ask at the same time; a variant that
 * many ask for is read once.
 */
export function postgresOffers(db: Db): Offers {
  const ask = batched<readonly string[], ReadonlyMap<string, Known>>(
    async (asks) => {
      const known = await read(db, [...new Set(asks.flat())])
      return asks.map(() => known)
    },
    { max: ASKS_AT_ONCE_MAX, gate: statementTurn },
  )
  return {
    async of(variantIds, now) {
      const ids = [...new Set(variantIds.map((id) => id.toLowerCase()))]
      const known = await ask(ids)
      return ids.flatMap((id) => {
        const found = known.get(id)
        return found && found.publishedAt <= now ? found.offer : []
      })
    },
  }
}

interface Known {
  readonly offer: Offer
  readonly publishedAt: Date
}

/** `limit 1` leaves the planner no other way than each row's key: as plain joins, planned while tables were small, it would read all prices. */
async function read(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Known>> {
  const { rows } = await sql<Row>`
    select v.id as variant_id, p.id as product_id, p.handle, p.title, p.published_at, v.option_values, v.sku, c.currency, c.amount, c.compare_at,
      v.tax_class, v.grams, v.requires_shipping, v.tracked, v.sold_out_policy, coalesce(s.on_hand, 0)::integer as on_hand,
      coalesce(s.reserved, 0)::integer as reserved, i.alt, i.hash, i.width, i.height, i.widths
    from unnest(${ids}::uuid[]) as asked (id)
    cross join lateral (select * from variant where id = asked.id limit 1) v
    cross join lateral (select * from product where id = v.product_id limit 1) p
    cross join lateral (select * from price where variant_id = v.id and price_list = 'default' and valid_to is null limit 1) c
    left join lateral (select sum(l.on_hand) as on_hand, sum(l.reserved) as reserved from stock_level l where l.variant_id = v.id) s on true
    left join lateral (
      select i.alt, m.hash, m.width, m.height, m.widths from picture i join media m on m.id = i.media_id
      where i.id = coalesce(v.picture_id, (select f.id from picture f where f.product_id = p.id order by f.position limit 1)) limit 1) i on true
    where p.status = 'active' and p.published_at is not null`.execute(db)
  return new Map(rows.map((row) => [row.variant_id, { offer: offerOf(row), publishedAt: row.published_at }]))
}

function offerOf(row: Row): Offer {
  const { currency, amount, compare_at: compareAt, hash, width, height, widths } = row
  const left = available({
    tracked: row.tracked,
    soldOutPolicy: row.sold_out_policy,
    onHand: row.on_hand,
    reserved: row.reserved,
  })
  return {
    variantId: row.variant_id,
    productId: row.product_id,
    handle: row.handle,
    title: row.title,
    variantTitle: variantTitle(row.option_values),
    ...(row.sku !== null && { sku: row.sku }),
    price: { amount, currency },
    ...(compareAt !== null && { compareAt: { amount: compareAt, currency } }),
    taxClass: row.tax_class,
    grams: Math.ceil(row.grams ?? 0),
    requiresShipping: row.requires_shipping,
    ...(left !== undefined && { available: left }),
    ...(row.alt !== null && {
      picture: pictureView({ alt: row.alt, ...(hash !== null && { copy: { hash, width, height, widths } }) }),
    }),
  }
}
