import { consumer } from '@mallhive/chassis'
import { orderCancelled } from '@mallhive/order-service/contract'
import { orderCancellation } from '../domain/order-cancellation.ts'
import type { NotificationTables } from '../store/tables.ts'
import { queueing, type Queueing } from './queueing.ts'

/** Only an order that was confirmed, and so has its number, was ever announced to the shopper. */
export const onOrderCancelled = (letters: Queueing) =>
  consumer<NotificationTables, typeof orderCancelled.spec.data>({
    name: 'on-order-cancelled',
    event: orderCancelled,
    inStatement: queueing(letters, ({ data }) => {
      const { number } = data
      return number === undefined ? undefined : orderCancellation({ ...data, number }, letters.shop)
    }),
  })
