import { AMOUNT_MAX, sum, times, type Money } from '@mallhive/kernel'
import type { Offer } from '@mallhive/product-service/contract'
import type { Cart as CartView, CartLine } from '../../contract/http.ts'
import type { Cart, Line } from './cart.ts'

/** A cart with what the shop says of each line now. Without offers (product-service is away) each line is `unknown`. */
export function viewCart(cart: Cart, offers: ReadonlyMap<string, Offer> | undefined): CartView {
  const asked = new Map<string, number>()
  for (const { variantId, quantity } of cart.lines) asked.set(variantId, (asked.get(variantId) ?? 0) + quantity)
  const lines = cart.lines.map((line) =>
    offers ? viewAgain(line, offers.get(line.variantId), asked.get(line.variantId)!) : keptOf(line, 'unknown'),
  )
  const subtotal = offers && subtotalOf(lines)
  return {
    userId: cart.userId,
    version: cart.version,
    lines,
    count: cart.lines.reduce((count, { quantity }) => count + quantity, 0),
    ...(subtotal && { subtotal }),
    ...(cart.updatedAt && { updatedAt: cart.updatedAt.toISOString() }),
  }
}

/** Whether nothing stands in the way of buying the line as the shopper saw it. */
export const isReady = ({ status }: CartLine): boolean => status === 'ok'

interface Shown {
  readonly offer: Offer | undefined
  readonly asked: number
  readonly view: CartLine
}
const shownLast = new WeakMap<Line, Shown>()

/** A line that is shown again is shown as it was, while its offer is the same object: in a long cart that changes, all but one. */
function viewAgain(line: Line, offer: Offer | undefined, asked: number): CartLine {
  const last = shownLast.get(line)
  if (last && last.offer === offer && last.asked === asked) return last.view
  const view = viewLine(line, offer, asked)
  shownLast.set(line, { offer, asked, view })
  return view
}

/** `asked` is of the variant on all lines: two lines of one variant share its stock. What cannot be bought is said before what changed. */
function viewLine(line: Line, offer: Offer | undefined, asked: number): CartLine {
  if (!offer || offer.price.amount * line.quantity > AMOUNT_MAX) return keptOf(line, 'unavailable')
  const { available, productId, handle, title, variantTitle, picture, price, compareAt } = offer
  const isShort = available !== undefined && available < asked
  const hasChanged = price.amount !== line.priceSeen.amount || price.currency !== line.priceSeen.currency
  const status = isShort ? (available <= 0 ? 'sold-out' : 'low-stock') : hasChanged ? 'price-changed' : 'ok'
  return {
    ...keptOf(line, status),
    ...(isShort && { available: Math.max(0, available) }),
    product: {
      productId,
      handle,
      title,
      variantTitle,
      ...(picture && { picture }),
      unitPrice: price,
      ...(compareAt && { compareAt }),
      lineTotal: times(price, line.quantity),
    },
  }
}

const keptOf = (line: Line, status: CartLine['status']): CartLine => ({
  itemId: line.itemId,
  variantId: line.variantId,
  quantity: line.quantity,
  ...(line.note !== undefined && { note: line.note }),
  addedAt: line.addedAt.toISOString(),
  priceSeen: line.priceSeen,
  status,
})

/** Of what can be bought, at the prices of now. Undefined when there is nothing to add up, or it does not add up: two currencies, too much. */
function subtotalOf(lines: readonly CartLine[]): Money | undefined {
  const totals = lines.flatMap(({ status, product }) => (product && status !== 'sold-out' ? [product.lineTotal] : []))
  const currency = totals[0]?.currency
  if (currency === undefined || totals.some((total) => total.currency !== currency)) return undefined
  const subtotal = sum(currency, totals)
  return subtotal.amount <= AMOUNT_MAX ? subtotal : undefined
}
