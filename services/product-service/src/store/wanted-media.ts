import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { Db } from './tables.ts'

/** The copy that the shop has or wants of what is at an address. Two statements. */
export async function wantMedia(tx: Db, source: string, now: Date): Promise<string> {
  await sql`
    insert into media (id, source, next_attempt_at, updated_at) values (${newId()}, ${source}, ${now}::timestamptz, ${now}::timestamptz)
    on conflict (md5(source)) do nothing`.execute(tx)
  const { rows } = await sql<{ id: string }>`select id from media where md5(source) = md5(${source})`.execute(tx)
  return rows[0]!.id
}
