import { consumer } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { orderCancelled } from '@mallhive/order-service/contract'
import { orderCancellation } from '../domain/order-cancellation.ts'
import type { Shop } from '../domain/shop.ts'
import { queue } from '../store/messages.ts'
import type { NotificationTables } from '../store/tables.ts'

/** Only an order that was confirmed, and so has its number, was ever announced to the shopper. */
export const onOrderCancelled = (shop: Shop, clock: Clock) =>
  consumer<NotificationTables, typeof orderCancelled.spec.data>({
    name: 'on-order-cancelled',
    event: orderCancelled,
    inTransaction: async ({ data }, tx) => {
      const { number } = data
      if (number !== undefined) await queue(tx, orderCancellation({ ...data, number }, shop), clock())
    },
  })
