import { AMOUNT_MAX } from '@mallhive/kernel'
import { CART_LIMITS, cartApi } from '../../contract/http.ts'
import { addLine, growLine } from '../domain/adding.ts'
import { clear, removeLine, updateLine, whenAt } from '../domain/cart.ts'
import { versionOf } from '../domain/etag.ts'
import { refused } from './reply.ts'
import type { RouteContext } from './routes.ts'

const { routes } = cartApi

/** Looking at a cart, and changing its lines. */
export function itemRoutes({ serve, carts, offers, clock, replies }: RouteContext): void {
  serve(routes.getCart, async ({ params }) => replies.shown(await carts.find(params.userID)))

  // One shared statement and a question to the shop, where the cart is as this process saw it last; else it is looked at first: two. Where
  // little is wanted, two whatever the cart: the one line of it, and the write.
  serve(routes.addItem, async ({ params: { userID }, headers, body, id }) => {
    const { variantId, quantity, note } = body
    const isShort = wantsLittle(headers.prefer)
    const present = isShort ? undefined : carts.lastSeen(userID)
    // All at once: the offers that the reply shows are asked for together with the one that decides.
    const known = await offers.ask([variantId, ...(present?.lines ?? []).map((line) => line.variantId)])
    const offer = known.get(variantId)
    if (!offer) return refused({ code: 'cart.variant_unknown', details: { variantId } })
    if (offer.available !== undefined && offer.available <= 0)
      return refused({ code: 'cart.sold_out', details: { variantId } })
    if (offer.price.amount * quantity > AMOUNT_MAX)
      return refused({ code: 'cart.quantity_too_large', details: { limit: CART_LIMITS.quantity, present: 0 } })

    const added = { itemId: id, variantId, quantity, note, priceSeen: offer.price, addedAt: clock() }
    if (present) {
      const options = { once: id, seen: present }
      return replies.answer(await carts.change(userID, (cart) => addLine(cart, added), options), known)
    }
    return replies.told(await carts.changeLine(userID, added, (place) => growLine(place, added), { once: id }))
  })

  serve(routes.updateItem, async ({ params, headers, body, id }) => {
    const seen = await carts.find(params.userID)
    const known = await offers.tryAsk(seen.lines.map((line) => line.variantId))
    const priceSeen = known?.get(seen.lines.find(({ itemId }) => itemId === params.itemID)?.variantId ?? '')?.price
    const update = { ...body, ...(priceSeen && { priceSeen }) }
    const decide = whenAt(versionOf(headers['if-match']), (cart) => updateLine(cart, params.itemID, update, clock()))
    return replies.answer(await carts.change(params.userID, decide, { once: id, seen }), known)
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

/** `Prefer: return=minimal` (RFC 7240). */
const wantsLittle = (prefer: string | undefined): boolean => prefer !== undefined && /\breturn=minimal\b/.test(prefer)
