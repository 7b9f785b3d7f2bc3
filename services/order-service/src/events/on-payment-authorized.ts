import { consumer } from '@mallhive/chassis'
import { paymentAuthorized } from '@mallhive/payment-service/contract'
import type { Sagas } from '../saga/sagas.ts'
import type { OrderTables } from '../store/tables.ts'

/** The bank has said yes while the shopper was there: the order goes on at once, whoever comes first. */
export const onPaymentAuthorized = (saga: Sagas) =>
  consumer<OrderTables, typeof paymentAuthorized.spec.data>({
    name: 'on-payment-authorized',
    event: paymentAuthorized,
    hint: ({ data }) => saga.poke(data.orderId),
  })
