import { defineService, ownDatabase } from '@mallhive/chassis'
import { paymentApi } from '@mallhive/payment-service/contract'
import { productApi } from '@mallhive/product-service/contract'
import { orderApi } from '../contract/http.ts'
import { OrderConfig } from './config.ts'
import { onGuestSignedIn } from './events/on-guest-signed-in.ts'
import { onPaymentAuthorized } from './events/on-payment-authorized.ts'
import { onPaymentFailed } from './events/on-payment-failed.ts'
import { quoting } from './http/quoting.ts'
import { routes } from './http/routes.ts'
import { paymentsAt, stockAt } from './saga/neighbours.ts'
import { sagas } from './saga/sagas.ts'
import { stepsOf } from './saga/steps.ts'
import { HALDOW_SHIPPING } from './store/haldow-shipping.ts'
import { postgresOrders } from './store/postgres-orders.ts'
import { postgresQuotes } from './store/quotes.ts'
import { ShippingTable, tableOfShipping } from './store/shipping-table.ts'
import { readTable } from './store/table-file.ts'
import type { OrderTables } from './store/tables.ts'
import { EUROPEAN_VAT, tableOfTaxes, TaxTable } from './store/tax-table.ts'

const RECOVER_EVERY_MS = 1_000
const SWEEP_EVERY_MS = 60_000

export const orderService = defineService(
  {
    api: orderApi,
    config: OrderConfig,
    needs: { product: productApi, payment: paymentApi },
    database: ownDatabase<OrderTables>(new URL('../migrations/', import.meta.url)),
  },
  ({ config, database, clients, serve, on, every, onStop, clock, log }) => {
    const shop = {
      currency: config.SHOP_CURRENCY,
      country: config.SHOP_COUNTRY,
      pricesIncludeTax: config.PRICES_INCLUDE_TAX,
    }
    const shippingTable = config.SHIPPING_TABLE
      ? readTable('SHIPPING_TABLE', config.SHIPPING_TABLE, ShippingTable)
      : HALDOW_SHIPPING
    const taxTable = config.TAX_TABLE ? readTable('TAX_TABLE', config.TAX_TABLE, TaxTable) : EUROPEAN_VAT
    const quote = quoting({
      shop,
      product: clients.product,
      taxes: tableOfTaxes(taxTable),
      shipping: tableOfShipping(shippingTable, shop.currency),
      quoteMinutes: config.QUOTE_MINUTES,
    })

    const quotes = postgresQuotes(database)
    const orders = postgresOrders(database, { first: config.ORDER_NUMBER_FIRST, format: config.ORDER_NUMBER_FORMAT })
    const steps = stepsOf({
      stock: stockAt(clients.product),
      payments: paymentsAt(clients.payment),
      clock,
      paymentMinutes: config.PAYMENT_MINUTES,
    })
    const saga = sagas({ orders, steps, clock, log }, config.PLACE_PATIENCE_MS)

    routes({ serve, orders, quotes, saga, quote, clock, cancelMinutes: config.CANCEL_MINUTES })
    on(onPaymentAuthorized(saga))
    on(onPaymentFailed(saga))
    on(onGuestSignedIn)
    every('recover-sagas', RECOVER_EVERY_MS, () => saga.recover())
    every('sweep-quotes', SWEEP_EVERY_MS, () => quotes.sweep(clock()))
    onStop(() => saga.drain())
  },
)
