import { consumer } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { guestSignedIn } from '@mallhive/user-service/contract'
import { mergeCarts } from '../domain/merge.ts'
import type { CartStore } from '../store/cart-store.ts'
import type { CartTables } from '../store/tables.ts'

/** A guest's cart goes along into the account, also when nobody asked for it to be merged. */
export const onGuestSignedIn = (carts: CartStore, clock: Clock) =>
  consumer<CartTables, typeof guestSignedIn.spec.data>({
    name: 'on-guest-signed-in',
    event: guestSignedIn,
    repeatable: async ({ id, data }) => {
      await carts.merge(data.guestId, data.userId, (from, into) => mergeCarts(from, into, clock()), { once: id })
    },
  })
