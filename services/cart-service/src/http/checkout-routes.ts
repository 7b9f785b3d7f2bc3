import { cartApi } from '../../contract/http.ts'
import { checkOut, seePrices, whenAt } from '../domain/cart.ts'
import { isReady, viewCart } from '../domain/view.ts'
import { refused } from './reply.ts'
import type { RouteContext } from './routes.ts'

const { routes } = cartApi
/** A cart that changes again and again while it is verified: the shopper is told after so many times. */
const ATTEMPTS_MAX = 3

/** Seeing what changed, and beginning to check out. Both need product-service's word: 503 when it is away. */
export function checkoutRoutes({ serve, carts, offers, clock, replies }: RouteContext): void {
  serve(routes.acceptPrices, async ({ params, id }) => {
    const seen = await carts.find(params.userID)
    const known = await offers.ask(seen.lines.map(({ variantId }) => variantId))
    const prices = new Map([...known].map(([variantId, { price }]) => [variantId, price]))
    const changed = await carts.change(params.userID, (cart) => seePrices(cart, prices, clock()), { once: id, seen })
    return replies.answer(changed, known)
  })

  serve(routes.checkOut, async ({ params, id }) => {
    for (let attempt = 1; ; attempt++) {
      const cart = await carts.find(params.userID)
      if (cart.lines.length === 0) return refused({ code: 'cart.empty' })
      const known = await offers.ask(cart.lines.map(({ variantId }) => variantId))
      const view = viewCart(cart, known)
      const { subtotal } = view
      if (!view.lines.every(isReady) || !subtotal)
        return refused({
          code: 'cart.not_ready',
          details: { lines: view.lines.filter((line) => !isReady(line)), cart: view },
        })
      // No lock is held while product-service is asked; the version tells whether the cart is still the one that was verified.
      const decide = whenAt(cart.version, (same) => checkOut(same, subtotal, clock()))
      const checkedOut = await carts.change(params.userID, decide, { once: id, seen: cart })
      if (checkedOut.ok || attempt === ATTEMPTS_MAX) return replies.answer(checkedOut, known)
    }
  })
}
