import type { Cart } from '@mallhive/cart-service/contract'
import type { Option, OrderedLine } from '@mallhive/design-system'
import { countryOptions, orderedLine, thingsIn } from '@mallhive/design-system/forms'
import { expected, goTo, type Shop } from '@mallhive/design-system/server'
import type { Quote, ShippingOption, Totals } from '@mallhive/order-service/contract'
import type { CheckoutValues } from '../form/checkout-form.ts'
import { newKey } from '../form/order-key.ts'

/** What it costs, delivered there. */
export interface Offer {
  readonly lines: readonly OrderedLine[]
  readonly count: number
  readonly options: readonly ShippingOption[]
  /** The way of delivery that the total counts. */
  readonly delivery: string
  readonly totals: Totals
}

/** All that the page shows. */
export interface CheckoutView {
  readonly values: CheckoutValues
  readonly offer: Offer
  readonly countries: readonly Option[]
  readonly key: string
  /** Something costs otherwise than when it was put into the cart. */
  readonly pricesChanged: boolean
}

/** What the shopper wants to buy. Throws a way back to the cart when there is nothing, or not everything can be had: then `say` is said there. */
export async function linesOf(
  shop: Shop,
  say: 'not-ready' | 'sold-out' = 'not-ready',
): Promise<Pick<Cart, 'lines'>['lines']> {
  if (!shop.visitor) throw goTo(shop, '/cart')
  const { lines } = expected(await shop.carts.getCart({ params: { userID: shop.visitor.id } }), 200)
  if (lines.length === 0) throw goTo(shop, '/cart')
  const standsInTheWay: readonly string[] = ['sold-out', 'unavailable', 'low-stock']
  if (lines.some(({ status }) => standsInTheWay.includes(status))) throw goTo(shop, `/cart?say=${say}`)
  return lines
}

export async function checkoutView(shop: Shop, values: CheckoutValues, key = newKey()): Promise<CheckoutView> {
  const lines = await linesOf(shop)
  const offer = await offerFor(shop, lines, values)
  return {
    values: { ...values, delivery: offer.delivery },
    offer,
    countries: countryOptions(shop.language),
    key,
    pricesChanged: lines.some(({ status }) => status === 'price-changed'),
  }
}

type Where = { readonly address: Pick<CheckoutValues['address'], 'country' | 'region'>; readonly delivery: string }

/** Asks for the price. A way of delivery that is not offered there gives way to the cheapest. */
export async function offerFor(shop: Shop, lines: Cart['lines'], { address, delivery }: Where): Promise<Offer> {
  const { country, region } = address
  const asked = {
    lines: lines.map(({ variantId, quantity, note }) => ({ variantId, quantity, ...(note !== undefined && { note }) })),
    country,
    language: shop.language,
    ...(region && { region }),
  }
  const wished = delivery === '' ? asked : { ...asked, shippingMethod: delivery }
  const first = await shop.orders.createQuote({ body: wished })
  const isNotOffered = first.status === 422 && first.body.code === 'order.shipping_unknown'
  const quote = expected(isNotOffered ? await shop.orders.createQuote({ body: asked }) : first, 201)
  if (quote.troubles.length > 0) throw goTo(shop, '/cart?say=not-ready')
  return offerOf(quote)
}

const offerOf = ({ lines, shippingOptions, shippingMethod = '', totals }: Quote): Offer => ({
  lines: lines.map(orderedLine),
  count: thingsIn(lines),
  options: shippingOptions,
  delivery: shippingMethod,
  totals,
})
