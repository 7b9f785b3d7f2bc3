import { consumer } from '@mallhive/chassis'
import { orderConfirmed } from '@mallhive/order-service/contract'
import { orderConfirmation } from '../domain/order-confirmation.ts'
import type { NotificationTables } from '../store/tables.ts'
import { queueing, type Queueing } from './queueing.ts'

/** Queues the confirmation under a key that is the order's own. */
export const onOrderConfirmed = (letters: Queueing) =>
  consumer<NotificationTables, typeof orderConfirmed.spec.data>({
    name: 'on-order-confirmed',
    event: orderConfirmed,
    inStatement: queueing(letters, ({ data }) => orderConfirmation(data, letters.shop)),
  })
