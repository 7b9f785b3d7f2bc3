import { logger, migrateService, openDatabase } from '@mallhive/chassis'
import type { Envelope } from '@mallhive/contract'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { postgresCarts } from './postgres.ts'
import type { CartTables } from './tables.ts'

/** Carts in a fresh database, opened twice, as two processes would. */
export async function openCarts() {
  const closings: (() => unknown)[] = []
  const url = await freshDatabase({ after: (close) => void closings.push(close as () => unknown) }, 'carts')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const open = () => openDatabase<CartTables>(url, { service: 'cart-service', poolMax: 10, log })
  const [database, another] = [open(), open()]
  const of = async (userId: string) => {
    const { rows } = await sql<{ envelope: Envelope }>`select envelope from outbox order by seq`.execute(database.read)
    return rows.flatMap(({ envelope }) => (envelope.subject === userId ? [envelope] : []))
  }
  await migrateService(database.read, new URL('../../migrations/', import.meta.url))
  return {
    database,
    store: postgresCarts(database),
    elsewhere: postgresCarts(another),
    published: async (userId: string) => (await of(userId)).map(({ type }) => type),
    versions: async (userId: string) => (await of(userId)).map(({ data }) => (data as { version: number }).version),
    async close() {
      await Promise.all([database.close(), another.close()])
      for (const close of closings) await close()
    },
  }
}
