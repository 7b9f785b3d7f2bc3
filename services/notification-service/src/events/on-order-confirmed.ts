import { consumer } from '@mallhive/chassis'
import { orderConfirmed } from '@mallhive/order-service/contract'
import { orderConfirmation } from '../domain/order-confirmation.ts'
import type { NotificationTables } from '../store/tables.ts'
import type { Queueing } from './queueing.ts'

/** Queues the confirmation in the transaction that records the event, under a key that is the order's own. */
export const onOrderConfirmed = ({ shop, queue }: Queueing) =>
  consumer<NotificationTables, typeof orderConfirmed.spec.data>({
    name: 'on-order-confirmed',
    event: orderConfirmed,
    inTransaction: ({ data }, tx) => queue(tx, orderConfirmation(data, shop)),
  })
