import type { Database } from '@mallhive/chassis'
import type { PaymentRecord, Refund } from '../domain/payment.ts'
import { recordOf, type PaymentRow } from './payment-row.ts'
import type { PaymentTables } from './tables.ts'

/** A payment as it stood at a moment. */
export interface Version {
  readonly payment: PaymentRecord
  /** Another one after every write: PostgreSQL names in each row the transaction that wrote it. */
  readonly version: string
}

const QUESTION = {
  columns: 'order_id uuid',
  parts: `
    done as (
      select given.n, payment.*, payment.xmin::text as version,
        coalesce((select json_agg(r order by r.id) from refund r where r.order_id = payment.order_id), '[]') as refunds
      from given join payment using (order_id))`,
}

/** One statement for all that ask at once. */
export function paymentLoader(database: Database<PaymentTables>): (orderId: string) => Promise<Version | undefined> {
  const load = database.batched<{ order_id: string }, PaymentRow & { version: string; refunds: Refund[] }>(QUESTION)
  return async (orderId) => {
    const row = await load({ order_id: orderId })
    return row && { payment: recordOf(row, row.refunds), version: row.version }
  }
}
