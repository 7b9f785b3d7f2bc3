import { consumer } from '@mallhive/chassis'
import { paymentFailed } from '@mallhive/payment-service/contract'
import type { Sagas } from '../saga/sagas.ts'
import type { OrderTables } from '../store/tables.ts'

/** The payment came to nothing: the order's own look at it turns the saga round and frees the stock. */
export const onPaymentFailed = (saga: Sagas) =>
  consumer<OrderTables, typeof paymentFailed.spec.data>({
    name: 'on-payment-failed',
    event: paymentFailed,
    hint: ({ data }) => saga.poke(data.orderId),
  })
