import type { FormFault } from '@mallhive/design-system/forms'
import { goTo, type Host, isAway, type Shop } from '@mallhive/design-system/server'
import type { Money } from '@mallhive/kernel'
import { checkoutFaults, type CheckoutValues, readCheckout } from '../form/checkout-form.ts'
import type { KeptCard } from '../form/kept-card.ts'
import { newKey, readKey } from '../form/order-key.ts'
import { readTotal } from '../form/shown-total.ts'
import { type CheckoutView, checkoutView } from './checkout-view.ts'
import { findOrder } from './find-order.ts'
import { type Interrupted, interrupted } from './interrupted.ts'
import { type PayWith, payWith } from './pay-with.ts'
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
  /** A card whose token was not used up: it need not be typed again. */
  readonly card?: KeptCard
}

/** A press of the button. */
interface Press {
  readonly values: CheckoutValues
  readonly key: string
  readonly expectedTotal: Money | undefined
  readonly isOrder: boolean
}

/**
 * A posted form: only looked at anew (`quote`), or ordered and paid. Answers with the form, or leads on; with what was typed alone when
 * a service is away that the form cannot be shown without.
 */
export async function place(shop: Shop, host: Host, form: FormData): Promise<Returned | Interrupted | Response> {
  const press: Press = {
    values: readCheckout(form, shop.settings.country),
    key: readKey(form) ?? newKey(),
    expectedTotal: readTotal(form),
    isOrder: form.get('intent') !== 'quote',
  }
  const paying = await payWith(host, form)
  try {
    return press.isOrder ? await order(shop, press, paying) : await formAgain(shop, press, { faults: [] }, paying.card)
  } catch (thrown) {
    if (!isAway(thrown)) throw thrown
    return interrupted(form, press.key, paying.card)
  }
}

async function order(shop: Shop, press: Press, { card, faults: wrong, isAway: isUnasked }: PayWith) {
  const { values, key, expectedTotal } = press
  if (!(await hasLines(shop))) return afterwards(shop, key)
  const faults = [...checkoutFaults(values), ...wrong]
  if (faults.length > 0 || !expectedTotal) return formAgain(shop, press, { faults }, card)
  if (isUnasked || !card) return formAgain(shop, press, { faults: [], say: { kind: 'away' } })

  const placed = await placeOrder(shop, { values, token: card.token, key, expectedTotal })
  if (placed.kind === 'order') return goTo(shop, `/checkout/orders/${placed.id}`)
  if (placed.kind === 'bank') return Response.redirect(placed.url, 303)
  if (placed.kind === 'sold-out') return goTo(shop, '/cart?say=sold-out')
  const isUsedUp = placed.kind === 'declined' || placed.kind === 'failed'
  const next = placed.kind === 'again' ? press : { ...press, key: newKey() }
  return formAgain(shop, next, backWith(placed), isUsedUp ? undefined : card)
}

async function formAgain(shop: Shop, { values, key }: Press, why: Omit<Returned, 'view' | 'card'>, card?: KeptCard) {
  return { view: await checkoutView(shop, values, key), ...why, ...(card && { card }) }
}

function backWith(placed: Exclude<Placed, { kind: 'order' | 'bank' | 'sold-out' }>): Omit<Returned, 'view' | 'card'> {
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
