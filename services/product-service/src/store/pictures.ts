import type { Database, Tx } from '@mallhive/chassis'
import { sql } from 'kysely'
import type { KeptCopy, MissingPicture, Pictures, WantedPicture } from '../media/pictures.ts'
import { refreshListings } from './listings.ts'
import type { ProductTables } from './tables.ts'

/** How long a process that died keeps others from a picture it was copying. */
const LEASE_SECONDS = 120
const LISTINGS_AT_ONCE = 100

export function postgresPictures(database: Database<ProductTables>): Pictures {
  const { read } = database
  return {
    async claim(count, now) {
      const { rows } = await sql<WantedPicture>`
        update media set attempts = attempts + 1, next_attempt_at = ${now}::timestamptz + make_interval(secs => ${LEASE_SECONDS})
        where id in (
          select id from media where state = 'wanted' and next_attempt_at <= ${now}::timestamptz
          order by next_attempt_at, id limit ${count} for update skip locked)
        returning id, source, attempts`.execute(read)
      return rows
    },

    async copied(id, { hash, width, height, widths }: KeptCopy, now) {
      await database.transaction(async (tx) => {
        const kept = {
          state: 'copied' as const,
          hash,
          width,
          height,
          widths: [...widths],
          reason: null,
          next_attempt_at: null,
        }
        await tx
          .updateTable('media')
          .set({ ...kept, updated_at: now })
          .where('id', '=', id)
          .execute()
        const { rows } = await sql<{ product_id: string }>`
          select distinct product_id from picture where media_id = ${id} order by product_id`.execute(tx)
        await refreshInParts(
          tx,
          rows.map(({ product_id }) => product_id),
        )
      })
    },

    async missing(id, reason, now) {
      const lost = { state: 'missing', reason, next_attempt_at: null, updated_at: now } as const
      await read.updateTable('media').set(lost).where('id', '=', id).where('state', '=', 'wanted').execute()
    },

    async again(id, reason, at, now) {
      const later = { reason, next_attempt_at: at, updated_at: now }
      await read.updateTable('media').set(later).where('id', '=', id).where('state', '=', 'wanted').execute()
    },

    async report({ limit, cursor }) {
      const { rows } = await sql<MissingPicture & { id: string }>`
        select i.id, m.source as src, p.handle as "productHandle", m.reason
        from media m join picture i on i.media_id = m.id join product p on p.id = i.product_id
        where m.state = 'missing' and i.id > ${cursor ?? '00000000-0000-0000-0000-000000000000'}::uuid
        order by i.id limit ${limit + 1}`.execute(read)
      const last = rows.length > limit ? rows[limit - 1] : undefined
      const items = rows.slice(0, limit).map(({ src, productHandle, reason }) => ({ src, productHandle, reason }))
      return { items, ...(last && { nextCursor: last.id }) }
    },

    async progress() {
      const { rows } = await sql<{ copied: number; waiting: number; missing: number }>`
        select count(*) filter (where state = 'copied') as copied, count(*) filter (where state = 'wanted') as waiting,
          count(*) filter (where state = 'missing') as missing from media`.execute(read)
      return rows[0]!
    },
  }
}

/** Each product's card shows its first picture. */
async function refreshInParts(tx: Tx<ProductTables>, productIds: readonly string[]): Promise<void> {
  for (let first = 0; first < productIds.length; first += LISTINGS_AT_ONCE)
    await refreshListings(tx, productIds.slice(first, first + LISTINGS_AT_ONCE))
}
