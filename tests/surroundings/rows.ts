import pg from 'pg'

/**
 * Tables that move by themselves: what a refused request may touch without having changed anything. `catalogue_change` only notes that other
 * tables of the shop changed, and is swept and added to in the background: by what forgets old notes, and by what copies pictures.
 */
const MOVING = new Set(['idempotency_key', 'lease', 'outbox', 'inbox', 'catalogue_change'])

/** How many rows each table of a database has. */
export async function countRows(url: string): Promise<Record<string, number>> {
  const db = new pg.Client(url)
  await db.connect()
  try {
    const { rows } = await db.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    )
    const counts: Record<string, number> = {}
    for (const { name } of rows.filter((row) => !MOVING.has(row.name))) {
      const { rows: counted } = await db.query<{ count: string }>(`select count(*) as count from "${name}"`)
      counts[name] = Number(counted[0]?.count)
    }
    return counts
  } finally {
    await db.end()
  }
}
