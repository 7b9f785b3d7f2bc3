import { consumer } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { orderConfirmed } from '@mallhive/order-service/contract'
import { takeBought } from '../domain/bought.ts'
import type { CartStore } from '../store/cart-store.ts'
import type { CartTables } from '../store/tables.ts'

/** What was bought leaves the cart. */
export const onOrderConfirmed = (carts: CartStore, clock: Clock) =>
  consumer<CartTables, typeof orderConfirmed.spec.data>({
    name: 'on-order-confirmed',
    event: orderConfirmed,
    repeatable: async ({ id, data }) => {
      const bought = data.order.lines.map(({ variantId, quantity, note }) => ({ variantId, quantity, note }))
      await carts.change(data.ownerId, (cart) => takeBought(cart, bought, clock()), { once: id })
    },
  })
