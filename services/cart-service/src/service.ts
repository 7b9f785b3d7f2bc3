import { defineService, ownDatabase } from '@mallhive/chassis'
import { productApi } from '@mallhive/product-service/contract'
import { cartApi } from '../contract/index.ts'
import { CartConfig } from './config.ts'
import { onGuestSignedIn } from './events/on-guest-signed-in.ts'
import { onOrderConfirmed } from './events/on-order-confirmed.ts'
import { cartRoutes } from './http/routes.ts'
import { offersFrom } from './prices/offers.ts'
import { memoryCarts } from './store/memory.ts'
import { postgresCarts } from './store/postgres.ts'
import type { CartTables } from './store/tables.ts'

/** Carts, and what the shop says of their lines. */
export const cartService = defineService(
  {
    api: cartApi,
    config: CartConfig,
    needs: { product: productApi },
    database: ownDatabase<CartTables>(new URL('../migrations/', import.meta.url), {
      unless: ({ CART_STORE }) => CART_STORE === 'memory',
    }),
  },
  ({ config, database, clients, serve, on, clock, verifyToken, log }) => {
    if (config.CART_STORE === 'memory')
      log.warn('carts are kept in memory: gone with the process, and no events are stated')
    const carts = config.CART_STORE === 'memory' ? memoryCarts() : postgresCarts(database)
    cartRoutes({ serve, carts, offers: offersFrom(clients.product), clock, verifyToken })
    on(onOrderConfirmed(carts, clock))
    on(onGuestSignedIn(carts, clock))
  },
)
