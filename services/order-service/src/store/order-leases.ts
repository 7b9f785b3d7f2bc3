import { sql } from 'kysely'
import { leaseFrom } from '../domain/lease.ts'
import { orderOf } from './order-rows.ts'
import type { OrderStatements } from './order-statements.ts'
import type { Orders } from './orders.ts'
import type { Db } from './tables.ts'

/** Which process walks an order. One statement each. */
export function orderLeases(read: Db, { claim }: OrderStatements): Pick<Orders, 'claim' | 'claimDue' | 'isLeased'> {
  return {
    async claim(id, now) {
      const row = await claim({ id, now, until: leaseFrom(now) })
      return row && orderOf(row)
    },

    async claimDue(now, limit) {
      const due = read
        .selectFrom('shop_order')
        .select('id')
        .where('next_try_at', '<=', now)
        .where(isFree(now))
        .orderBy('next_try_at')
        .limit(limit)
        .forUpdate()
        .skipLocked()
      const rows = await read
        .updateTable('shop_order')
        .set({ lease_until: leaseFrom(now) })
        .where('id', 'in', due)
        .returningAll()
        .execute()
      return rows.map(orderOf)
    },

    async isLeased(id, now) {
      const row = await read
        .selectFrom('shop_order')
        .select('id')
        .where('id', '=', id)
        .where('lease_until', '>', now)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}

const isFree = (now: Date) => sql<boolean>`(lease_until is null or lease_until <= ${now})`
