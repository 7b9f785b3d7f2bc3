import { addressOf } from '@mallhive/design-system/forms'
import { goTo, shopOf } from '@mallhive/design-system/server'
import type { LoaderFunctionArgs } from 'react-router'
import { findOrder } from '../place/find-order.ts'
import { isKey } from '../form/order-key.ts'

/** The bank sends the shopper back here: the order goes on now, instead of waiting for the bank's word. Repeating it is harmless. */
export async function loader({ context, params }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const key = params['key'] ?? ''
  const order = shop.visitor && isKey(key) ? await findOrder(shop, key) : 'none'
  if (order === 'none' || order === 'unknown') return goTo(shop, addressOf.checkout())
  await shop.orders.resumeOrder({ params: { orderId: order.id } })
  return goTo(shop, addressOf.confirmation(order.id))
}
