import { sql } from 'kysely'
import type { Db } from './tables.ts'

/** So many times as many products as at the last look. */
const GROWTH = 3

/**
 * Tells PostgreSQL how large the catalogue has become. It plans by what it knew last, and its own look around comes only each minute: an
 * import into an empty shop would read whole tables for each product until then.
 */
export function catalogueStatistics(db: Db): (productsMade: number) => Promise<void> {
  let made = 0
  let nextAt = 1
  return async (productsMade) => {
    made += productsMade
    if (made < nextAt) return
    nextAt = made * GROWTH
    await sql`analyze product, product_option, picture, media, variant, price, stock_level, product_category, listing, listing_variant`.execute(
      db,
    )
  }
}
