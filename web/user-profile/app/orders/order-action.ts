import { addressOf, textOf } from '@mallhive/design-system/forms'
import { goTo, type Shop } from '@mallhive/design-system/server'

/** What a button of the order's page does: cancel it, or put its things into the cart once more. Leads to where one sees it. */
export async function actOnOrder(shop: Shop, userID: string, orderId: string, form: FormData): Promise<Response> {
  const page = addressOf.order(orderId)
  if (form.get('intent') === 'again') return orderAgain(shop, userID, orderId)
  if (form.get('intent') !== 'cancel') return goTo(shop, page)
  const idempotencyKey = keyOf(form)
  const reply = await shop.orders.cancelOrder({ params: { orderId }, body: {}, idempotencyKey })
  if (reply.status === 200) return goTo(shop, page)
  return goTo(shop, `${page}?say=${reply.status === 409 ? 'too-late' : 'away'}`)
}

/** Each line is added by itself: what is not sold any more stays away, and the cart says so. */
async function orderAgain(shop: Shop, userID: string, orderId: string): Promise<Response> {
  const order = await shop.orders.getOrder({ params: { orderId } })
  if (order.status !== 200) return goTo(shop, `${addressOf.order(orderId)}?say=away`)
  let isWhole = true
  for (const { variantId, quantity, note } of order.body.lines) {
    const body = { variantId, quantity, ...(note !== undefined && { note }) }
    const added = await shop.carts.addItem({ params: { userID }, body })
    isWhole &&= added.status === 200
  }
  return goTo(shop, isWhole ? addressOf.cart() : `${addressOf.cart()}?say=again-part`)
}

/** The form's own key, so that pressing twice cancels once; made up when somebody else made the form. */
function keyOf(form: FormData): string {
  const key = textOf(form, 'key')
  return /^[0-9a-f-]{36}$/.test(key) ? key : crypto.randomUUID()
}
