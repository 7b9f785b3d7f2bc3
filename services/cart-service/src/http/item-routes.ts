import { AMOUNT_MAX } from '@mallhive/kernel'
import { CART_LIMITS, cartApi } from '../../contract/http.ts'
import { addLine, clear, removeLine, updateLine, whenAt } from '../domain/cart.ts'
import { versionOf } from '../domain/etag.ts'
import { refused } from './reply.ts'
import type { RouteContext } from './routes.ts'

const { routes } = cartApi

/** Looking at a cart, and changing its lines. */
export function itemRoutes({ serve, carts, offers, clock, replies }: RouteContext): void {
  serve(routes.getCart, async ({ params }) => replies.shown(await carts.find(params.userID)))

  serve(routes.addItem, async ({ params, body, id }) => {
    const { variantId, quantity, note } = body
    const present = await carts.find(params.userID)
    // All at once: the offers that the reply shows are asked for together with the one that decides.
    const known = await offers.ask([variantId, ...present.lines.map((line) => line.variantId)])
    const offer = known.get(variantId)
    if (!offer) return refused({ code: 'cart.variant_unknown', details: { variantId } })
    if (offer.available !== undefined && offer.available <= 0)
      return refused({ code: 'cart.sold_out', details: { variantId } })
    if (offer.price.amount * quantity > AMOUNT_MAX)
      return refused({ code: 'cart.quantity_too_large', details: { limit: CART_LIMITS.quantity, present: 0 } })

    const added = { itemId: id, variantId, quantity, note, priceSeen: offer.price, addedAt: clock() }
    return replies.answer(await carts.change(params.userID, (cart) => addLine(cart, added), { once: id }), known)
  })

  serve(routes.updateItem, async ({ params, headers, body, id }) => {
    const present = await carts.find(params.userID)
    const known = await offers.tryAsk(present.lines.map((line) => line.variantId))
    const priceSeen = known?.get(present.lines.find(({ itemId }) => itemId === params.itemID)?.variantId ?? '')?.price
    const update = { ...body, ...(priceSeen && { priceSeen }) }
    const decide = whenAt(versionOf(headers['if-match']), (cart) => updateLine(cart, params.itemID, update, clock()))
    return replies.answer(await carts.change(params.userID, decide, { once: id }), known)
  })

  serve(routes.removeItem, async ({ params, headers, id }) => {
    const decide = whenAt(versionOf(headers['if-match']), (cart) => removeLine(cart, params.itemID, clock()))
    return replies.answer(await carts.change(params.userID, decide, { once: id }))
  })

  serve(routes.clearCart, async ({ params, headers, id }) => {
    const decide = whenAt(versionOf(headers['if-match']), (cart) => clear(cart, clock()))
    return replies.answer(await carts.change(params.userID, decide, { once: id }))
  })
}
