import { consumer } from '@mallhive/chassis'
import { orderCancelled } from '@mallhive/order-service/contract'
import { orderCancellation } from '../domain/order-cancellation.ts'
import type { NotificationTables } from '../store/tables.ts'
import type { Queueing } from './queueing.ts'

/** Only an order that was confirmed, and so has its number, was ever announced to the shopper. */
export const onOrderCancelled = ({ shop, queue }: Queueing) =>
  consumer<NotificationTables, typeof orderCancelled.spec.data>({
    name: 'on-order-cancelled',
    event: orderCancelled,
    inTransaction: async ({ data }, tx) => {
      const { number } = data
      if (number !== undefined) await queue(tx, orderCancellation({ ...data, number }, shop))
    },
  })
