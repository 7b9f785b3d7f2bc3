import { logger, migrateService, openDatabase } from '@mallhive/chassis'
import { eventType, type Envelope, type EventMessage } from '@mallhive/contract'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { cartStoreContract } from './cart-store.contract.ts'
import { memoryCarts } from './memory.ts'
import { postgresCarts } from './postgres.ts'
import type { CartTables } from './tables.ts'

cartStoreContract('memory', async () => {
  const stated: EventMessage[] = []
  return {
    store: memoryCarts((events) => void stated.push(...events)),
    published: async (userId) => stated.filter(({ key }) => key === userId).map(eventType),
    close: async () => undefined,
  }
})

cartStoreContract('postgres', async () => {
  const closings: (() => unknown)[] = []
  const url = await freshDatabase({ after: (close) => void closings.push(close as () => unknown) }, 'carts')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const database = openDatabase<CartTables>(url, { service: 'cart-service', poolMax: 10, log })
  await migrateService(database.read, new URL('../../migrations/', import.meta.url))
  return {
    store: postgresCarts(database),
    async published(userId) {
      const { rows } = await sql<{ envelope: Envelope }>`select envelope from outbox order by seq`.execute(
        database.read,
      )
      return rows.flatMap(({ envelope }) => (envelope.subject === userId ? [envelope.type] : []))
    },
    async close() {
      await database.close()
      for (const close of closings) await close()
    },
  }
})
