import type { FormFault } from '@mallhive/design-system/forms'
import { goTo, type Host, type Shop } from '@mallhive/design-system/server'
import type { Money } from '@mallhive/kernel'
import { cardFaults, monthOf, readCard } from '../form/card-form.ts'
import { checkoutFaults, readCheckout } from '../form/checkout-form.ts'
import { newKey, readKey } from '../form/order-key.ts'
import { readTotal } from '../form/shown-total.ts'
import { cardToken } from './card-token.ts'
import { type CheckoutView, checkoutView } from './checkout-view.ts'
import { findOrder } from './find-order.ts'
import { type Placed, placeOrder } from './place-order.ts'

/** What the page says above the form when it comes back. */
export type Saying =
  | { readonly kind: 'declined' | 'failed' | 'away' | 'again' }
  | { readonly kind: 'total-changed'; readonly before: Money; readonly now: Money }

/** The form as it comes back: all that was typed but the card, and why. */
export interface Returned {
  readonly view: CheckoutView
  readonly faults: readonly FormFault[]
  readonly say?: Saying
}

/** A posted form: only looked at anew (`quote`), or ordered and paid. Answers with the form, or leads on. */
export async function place(shop: Shop, host: Host, form: FormData): Promise<Returned | Response> {
  const values = readCheckout(form, shop.settings.country)
  const key = readKey(form) ?? newKey()
  if (form.get('intent') === 'quote') return { view: await checkoutView(shop, values, key), faults: [] }

  if (!(await hasLines(shop))) return afterwards(shop, key)
  const card = readCard(form)
  const faults = [...checkoutFaults(values), ...cardFaults(card, monthOf(new Date()))]
  const expectedTotal = readTotal(form)
  if (faults.length > 0 || !expectedTotal) return { view: await checkoutView(shop, values, key), faults }

  const exchanged = await cardToken(host, card)
  if (exchanged === 'away') return { view: await checkoutView(shop, values, key), faults: [], say: { kind: 'away' } }
  if (exchanged === 'refused')
    return { view: await checkoutView(shop, values, key), faults: [{ field: 'card', code: 'cardRefused' }] }

  const placed = await placeOrder(shop, { values, token: exchanged.token, key, expectedTotal })
  if (placed.kind === 'order') return goTo(shop, `/checkout/orders/${placed.id}`)
  if (placed.kind === 'bank') return Response.redirect(placed.url, 303)
  if (placed.kind === 'sold-out') return goTo(shop, '/cart?say=sold-out')
  return { view: await checkoutView(shop, values, placed.kind === 'again' ? key : newKey()), ...backWith(placed) }
}

function backWith(placed: Exclude<Placed, { kind: 'order' | 'bank' | 'sold-out' }>): Omit<Returned, 'view'> {
  return placed.kind === 'faults' ? { faults: placed.faults } : { faults: [], say: placed }
}

async function hasLines({ carts, visitor }: Shop): Promise<boolean> {
  if (!visitor) return false
  const cart = await carts.getCart({ params: { userID: visitor.id } })
  return cart.status !== 200 || cart.body.lines.length > 0
}

/** The cart is empty: most likely because this very form was sent before, and bought it. */
async function afterwards(shop: Shop, key: string): Promise<Response> {
  const order = shop.visitor ? await findOrder(shop, key) : 'none'
  return goTo(shop, order === 'none' || order === 'unknown' ? '/cart' : `/checkout/orders/${order.id}`)
}
