import type { Database, StatementSpec } from '@mallhive/chassis'
import type { Offer } from '../../contract/product.ts'
import { available } from '../domain/availability.ts'
import { pictureView, variantTitle } from '../domain/stored-product.ts'
import type { ProductTables } from './tables.ts'

interface Row {
  variant_id: string
  product_id: string
  handle: string
  title: string
  published_at: string
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

/**
 * `limit 1` leaves the planner no other way than each row's key: as plain joins, planned while tables were small, it would read all prices.
 */
const OFFERED: StatementSpec<Asked> = {
  columns: 'ids uuid[]',
  parts: `
    done as (
      select n, coalesce((
        select json_agg(json_build_object(
          'variant_id', v.id, 'product_id', p.id, 'handle', p.handle, 'title', p.title, 'published_at', p.published_at,
          'option_values', v.option_values, 'sku', v.sku, 'currency', c.currency, 'amount', c.amount, 'compare_at', c.compare_at,
          'tax_class', v.tax_class, 'grams', v.grams, 'requires_shipping', v.requires_shipping, 'tracked', v.tracked,
          'sold_out_policy', v.sold_out_policy, 'on_hand', coalesce(s.on_hand, 0), 'reserved', coalesce(s.reserved, 0),
          'alt', i.alt, 'hash', i.hash, 'width', i.width, 'height', i.height, 'widths', i.widths) order by asked.position)
        from unnest(given.ids) with ordinality as asked (id, position)
        cross join lateral (select * from variant where id = asked.id limit 1) v
        cross join lateral (select * from product where id = v.product_id limit 1) p
        cross join lateral (select * from price where variant_id = v.id and price_list = 'default' and valid_to is null limit 1) c
        left join lateral (select sum(l.on_hand) as on_hand, sum(l.reserved) as reserved from stock_level l where l.variant_id = v.id) s
          on true
        left join lateral (
          select i.alt, m.hash, m.width, m.height, m.widths from picture i join media m on m.id = i.media_id
          where i.id = coalesce(v.picture_id, (select f.id from picture f where f.product_id = p.id order by f.position limit 1)) limit 1) i
          on true
        where p.status = 'active' and p.published_at is not null), '[]') as offers
      from given)`,
}

interface Asked {
  readonly ids: readonly string[]
}

/** Hot: each look at a cart, each quote and each order asks. One statement, one round trip, for all who ask at the same time. */
export function postgresOffers(database: Database<ProductTables>): Offers {
  const ask = database.batched<Asked, { offers: readonly Row[] }>(OFFERED)
  return {
    async of(variantIds, now) {
      const rows = (await ask({ ids: [...new Set(variantIds.map((id) => id.toLowerCase()))] }))!.offers
      return rows.flatMap((row) => (new Date(row.published_at) <= now ? offerOf(row) : []))
    },
  }
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
