import type { Database, Tx } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import { stockChanged } from '../../contract/events.ts'
import type { LedgerEntry, StockLevel } from '../../contract/stock.ts'
import { refreshListings } from './listings.ts'
import { shows, type By } from './stock-moves.ts'
import type { Db, ProductTables } from './tables.ts'

export const ON_HAND_MAX = 1_000_000_000

export interface Adjustment {
  /** Names the ledger's row: asked again with it, nothing more happens. */
  readonly id: string
  readonly variantId: string
  readonly by: number
  /** A new name makes a new location. */
  readonly location: string
  readonly note?: string
}
export type AdjustError =
  | { readonly code: 'variant.not_found' }
  | { readonly code: 'stock.untracked' }
  | { readonly code: 'stock.below_reserved'; readonly level: StockLevel }
  | { readonly code: 'stock.too_much' }

export interface Stock {
  /** Undefined when there is no such variant; none when nobody counts it. */
  levels(variantId: string): Promise<readonly StockLevel[] | undefined>
  /** Newest first; `before` is the `next` of the page before. */
  ledger(
    variantId: string,
    page: { readonly limit: number; readonly before?: number },
  ): Promise<{ readonly items: readonly LedgerEntry[]; readonly next?: number } | undefined>
  adjust(adjustment: Adjustment, by: By): Promise<Result<StockLevel, AdjustError>>
}

export function postgresStock(database: Database<ProductTables>): Stock {
  const db = database.read
  return {
    async levels(variantId) {
      const rows = await readLevels(db, variantId)
      return rows.length > 0 || (await findVariant(db, variantId)) ? rows : undefined
    },

    async ledger(variantId, { limit, before }) {
      const rows = await db
        .selectFrom('stock_ledger')
        .selectAll()
        .where('variant_id', '=', variantId)
        .$if(before !== undefined, (query) => query.where('seq', '<', before!))
        .orderBy('seq', 'desc')
        .limit(limit + 1)
        .execute()
      if (rows.length === 0 && !(await findVariant(db, variantId))) return undefined
      const items = rows.slice(0, limit)
      return { items: items.map(entryOf), ...(rows.length > limit && { next: items.at(-1)!.seq }) }
    },

    adjust: (adjustment, by) =>
      database.transaction(async (tx, publish) => {
        const variant = await findVariant(tx, adjustment.variantId)
        if (!variant) return fail({ code: 'variant.not_found' })
        if (!variant.tracked) return fail({ code: 'stock.untracked' })
        const level = await lockLevel(tx, adjustment, variant.sold_out_policy === 'continue')
        const { onHand, reserved, variantId } = level
        const after = { ...level, onHand: onHand + adjustment.by, available: level.available + adjustment.by }
        const known = await tx
          .selectFrom('stock_ledger')
          .select('id')
          .where('id', '=', adjustment.id)
          .executeTakeFirst()
        if (known) return ok(viewOf(level))
        if (Math.abs(after.onHand) > ON_HAND_MAX) return fail({ code: 'stock.too_much' })
        if (!level.oversell && adjustment.by < 0 && after.onHand < reserved)
          return fail({ code: 'stock.below_reserved', level: viewOf(level) })

        await write(tx, adjustment, by)
        const moved = {
          variant_id: variantId,
          product_id: variant.product_id,
          on_hand: after.onHand,
          reserved,
          left_before: level.available,
        }
        if (shows(moved)) await refreshListings(tx, [variant.product_id])
        publish(stockChanged(variantId, { variantId, onHand: after.onHand, reserved, reason: 'adjust' }, by.at))
        return ok(viewOf(after))
      }),
  }
}

type Level = StockLevel & { readonly oversell: boolean }
const viewOf = ({ variantId, location, onHand, reserved, available }: Level): StockLevel => ({
  variantId,
  location,
  onHand,
  reserved,
  available,
})

async function lockLevel(
  tx: Tx<ProductTables>,
  { variantId, location }: Adjustment,
  oversell: boolean,
): Promise<Level> {
  await tx
    .insertInto('location')
    .values({ name: location, position: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await tx
    .insertInto('stock_level')
    .values({ variant_id: variantId, location, on_hand: 0, oversell })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await tx
    .selectFrom('stock_level')
    .selectAll()
    .where('variant_id', '=', variantId)
    .where('location', '=', location)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { ...levelOf(row), oversell: row.oversell }
}

async function write(
  tx: Tx<ProductTables>,
  { id, variantId, location, by, note }: Adjustment,
  { actor, at }: By,
): Promise<void> {
  await tx
    .updateTable('stock_level')
    .set((row) => ({ on_hand: row('on_hand', '+', by) }))
    .where('variant_id', '=', variantId)
    .where('location', '=', location)
    .execute()
  await tx
    .insertInto('stock_ledger')
    .values({
      id,
      variant_id: variantId,
      location,
      reason: 'adjust',
      on_hand_by: by,
      reserved_by: 0,
      order_id: null,
      actor,
      note: note ?? null,
      at,
    })
    .execute()
}

const findVariant = (db: Db, id: string) =>
  db.selectFrom('variant').select(['product_id', 'tracked', 'sold_out_policy']).where('id', '=', id).executeTakeFirst()

async function readLevels(db: Db, variantId: string): Promise<readonly StockLevel[]> {
  const rows = await db
    .selectFrom('stock_level')
    .innerJoin('location', 'location.name', 'stock_level.location')
    .select(['variant_id', 'location', 'on_hand', 'reserved'])
    .where('variant_id', '=', variantId)
    .orderBy('location.position')
    .orderBy('location.name')
    .execute()
  return rows.map(levelOf)
}

const levelOf = (row: { variant_id: string; location: string; on_hand: number; reserved: number }): StockLevel => ({
  variantId: row.variant_id,
  location: row.location,
  onHand: row.on_hand,
  reserved: row.reserved,
  available: row.on_hand - row.reserved,
})

const entryOf = (row: {
  id: string
  variant_id: string
  location: string
  reason: LedgerEntry['reason']
  on_hand_by: number
  reserved_by: number
  order_id: string | null
  actor: string
  note: string | null
  at: Date
}): LedgerEntry => ({
  id: row.id,
  variantId: row.variant_id,
  location: row.location,
  reason: row.reason,
  onHandBy: row.on_hand_by,
  reservedBy: row.reserved_by,
  ...(row.order_id !== null && { orderId: row.order_id }),
  actor: row.actor,
  ...(row.note !== null && { note: row.note }),
  at: row.at.toISOString(),
})
