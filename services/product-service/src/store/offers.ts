import { batched, statementTurn } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { sql, type RawBuilder } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Offer } from '../../contract/product.ts'
import { available, type Stocked } from '../domain/availability.ts'
import { pictureView, variantTitle } from '../domain/stored-product.ts'
import { changeWatch, type ChangeRow } from './catalogue-version.ts'
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

/** An offer as far as the catalogue says, from its date of publication. */
interface Shown extends Pick<Stocked, 'tracked' | 'soldOutPolicy'> {
  /** With as many as there were last. */
  offer: Offer
  readonly publishedAt: Date
}
type Level = Pick<Stocked, 'onHand' | 'reserved'>
interface Known {
  readonly shown: ReadonlyMap<string, Shown>
  readonly levels: ReadonlyMap<string, Level>
}

/** Asks that share a statement. Each may name hundreds of variants, so these are few: a cart has some lines only. */
const ASKS_AT_ONCE_MAX = 32
/** Some megabytes. */
const VARIANTS_KEPT_MAX = 10_000
const NONE: Level = { onHand: 0, reserved: 0 }

/**
 * Hot: each look at a cart, each quote and each order asks. All who ask at the same time share one small statement: how much is there, and has
 * the catalogue changed? What that says of a variant is read once, by a second, until anything changes that shoppers see.
 */
export function postgresOffers(db: Db, clock: Clock): Offers {
  const watch = changeWatch(clock)
  const kept = new LRUCache<string, Shown>({ max: VARIANTS_KEPT_MAX })
  let keptVersion = ''

  async function shownAt(version: string, ids: readonly string[]): Promise<ReadonlyMap<string, Shown>> {
    if (version !== keptVersion) kept.clear()
    keptVersion = version
    const shown = new Map<string, Shown>()
    for (const id of ids) {
      const each = kept.get(id)
      if (each) shown.set(id, each)
    }
    const missing = ids.filter((id) => !shown.has(id))
    if (missing.length === 0) return shown
    // Asks that are done alone, after one of their batch was refused, overtake each other: what is read may be from before a change that
    // another saw meanwhile, who has then forgotten everything.
    for (const [id, each] of await readShown(db, missing)) {
      shown.set(id, each)
      if (version === keptVersion) kept.set(id, each)
    }
    return shown
  }

  const ask = batched<readonly string[], Known>(
    async (asks) => {
      const ids = [...new Set(asks.flat())]
      const { columns, version } = watch.ask()
      const row = await readLevels(db, ids, columns)
      const known = { levels: sums(row.levels), shown: await shownAt(version(row), ids) }
      return asks.map(() => known)
    },
    { max: ASKS_AT_ONCE_MAX, gate: statementTurn },
  )
  return {
    async of(variantIds, now) {
      const ids = [...new Set(variantIds.map((id) => id.toLowerCase()))]
      const { levels, shown } = await ask(ids)
      return ids.flatMap((id) => {
        const known = shown.get(id)
        if (!known || known.publishedAt > now) return []
        const { tracked, soldOutPolicy } = known
        const left = available({ tracked, soldOutPolicy, ...(levels.get(id) ?? NONE) })
        // The same object while it is the same offer: whoever shows it need not show it anew.
        if (left !== undefined && left !== known.offer.available) known.offer = { ...known.offer, available: left }
        return known.offer
      })
    },
  }
}

interface LevelsRow extends ChangeRow {
  /** One for each place where there is any. */
  readonly levels: readonly (readonly [id: string, onHand: number, reserved: number])[] | null
}

/** In one row, which is cheaper to send and to read than one for each of hundreds. */
async function readLevels(db: Db, ids: readonly string[], change: RawBuilder<unknown>): Promise<LevelsRow> {
  const { rows } = await sql<LevelsRow>`
    select ${change}, (
      select json_agg(json_build_array(variant_id, on_hand, reserved)) from stock_level where variant_id = any(${ids}::uuid[])) as levels`.execute(
    db,
  )
  return rows[0]!
}

function sums(levels: LevelsRow['levels']): ReadonlyMap<string, Level> {
  const all = new Map<string, Level>()
  for (const [id, onHand, reserved] of levels ?? []) {
    const before = all.get(id) ?? NONE
    all.set(id, { onHand: before.onHand + onHand, reserved: before.reserved + reserved })
  }
  return all
}

/** `limit 1` leaves the planner no other way than each row's key: as plain joins, planned while tables were small, it would read all prices. */
async function readShown(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Shown>> {
  const { rows } = await sql<Row>`
    select v.id as variant_id, p.id as product_id, p.handle, p.title, p.published_at, v.option_values, v.sku, c.currency, c.amount, c.compare_at,
      v.tax_class, v.grams, v.requires_shipping, v.tracked, v.sold_out_policy, i.alt, i.hash, i.width, i.height, i.widths
    from unnest(${ids}::uuid[]) as asked (id)
    cross join lateral (select * from variant where id = asked.id limit 1) v
    cross join lateral (select * from product where id = v.product_id limit 1) p
    cross join lateral (select * from price where variant_id = v.id and price_list = 'default' and valid_to is null limit 1) c
    left join lateral (
      select i.alt, m.hash, m.width, m.height, m.widths from picture i join media m on m.id = i.media_id
      where i.id = coalesce(v.picture_id, (select f.id from picture f where f.product_id = p.id order by f.position limit 1)) limit 1) i on true
    where p.status = 'active' and p.published_at is not null`.execute(db)
  return new Map(rows.map((row) => [row.variant_id, shownOf(row)]))
}

function shownOf(row: Row): Shown {
  const { currency, amount, compare_at: compareAt, hash, width, height, widths } = row
  const offer = {
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
    ...(row.alt !== null && {
      picture: pictureView({ alt: row.alt, ...(hash !== null && { copy: { hash, width, height, widths } }) }),
    }),
  }
  return { offer, publishedAt: row.published_at, tracked: row.tracked, soldOutPolicy: row.sold_out_policy }
}
