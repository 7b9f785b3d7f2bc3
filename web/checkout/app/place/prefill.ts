import { addressValues, emptyAddress } from '@mallhive/design-system/forms'
import type { Shop } from '@mallhive/design-system/server'
import type { Order } from '@mallhive/order-service/contract'
import type { CheckoutValues } from '../form/checkout-form.ts'

/** What is known already of a signed-in shopper. Nothing for guests; services that are away leave their part out. */
export async function knownValues(shop: Shop): Promise<CheckoutValues> {
  const nothing = { email: '', address: emptyAddress(shop.settings.country), delivery: '' }
  const { visitor } = shop
  if (!visitor || visitor.isGuest) return nothing
  const params = { userId: visitor.id }
  const [user, kept] = await Promise.all([shop.users.getUser({ params }), shop.users.listAddresses({ params })])
  const saved = kept.status === 200 ? kept.body.items : []
  const first = saved.find(({ isDefault }) => isDefault) ?? saved[0]
  const name = user.status === 200 ? (user.body.name ?? '') : ''
  return {
    email: user.status === 200 ? (user.body.email ?? '') : '',
    address: first ? addressValues(first.address) : { ...nothing.address, name },
    delivery: '',
  }
}

/** What was typed for an order that came to nothing. */
export const valuesOf = ({ email, shippingAddress, shipping }: Order): CheckoutValues => ({
  email,
  address: addressValues(shippingAddress),
  delivery: shipping.method,
})
