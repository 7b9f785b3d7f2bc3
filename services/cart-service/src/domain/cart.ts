import type { EventMessage } from '@mallhive/contract'
import { fail, ok, type Money, type Result } from '@mallhive/kernel'
import { cartCleared, cartCheckedOut, itemRemoved, itemUpdated } from '../../contract/events.ts'
import { CART_LIMITS } from '../../contract/http.ts'

/** A line as it is kept: what the shopper chose, and the price they saw. Names and prices of now are product-service's. */
export interface Line {
  readonly itemId: string
  readonly variantId: string
  readonly quantity: number
  readonly note: string | undefined
  readonly priceSeen: Money
  readonly addedAt: Date
}
export interface Cart {
  readonly userId: string
  /** Grows with each change of the lines; 0 is a cart nobody has touched. */
  readonly version: number
  readonly lines: readonly Line[]
  readonly updatedAt: Date | undefined
}

/** What a decision makes of a cart. With the same version and no events nothing has changed. */
export interface Change {
  readonly cart: Cart
  readonly events: readonly EventMessage[]
}
export type CartError =
  | { readonly code: 'cart.full'; readonly limit: number }
  | { readonly code: 'cart.quantity_too_large'; readonly limit: number; readonly present: number }
  | { readonly code: 'cart.item_not_found' }
  | { readonly code: 'version.mismatch'; readonly current: Cart }
export type Decision = Result<Change, CartError>

export const emptyCart = (userId: string): Cart => ({ userId, version: 0, lines: [], updatedAt: undefined })

export interface LineUpdate {
  readonly quantity?: number
  /** An empty note takes the note away. */
  readonly note?: string
  /** The price of now, when it is known: whoever changes a line has seen it. */
  readonly priceSeen?: Money
}

/** Sets what is said of a line. When its new note makes it the same as another line, the two become one. */
export function updateLine(cart: Cart, itemId: string, { quantity, note, priceSeen }: LineUpdate, at: Date): Decision {
  const present = cart.lines.find((line) => line.itemId === itemId)
  if (!present) return fail({ code: 'cart.item_not_found' })
  const line: Line = {
    ...present,
    quantity: quantity ?? present.quantity,
    note: note === undefined ? present.note : note || undefined,
    priceSeen: priceSeen ?? present.priceSeen,
  }
  const twin = cart.lines.find((other) => other.itemId !== itemId && isSame(other, line))
  const whole = { ...line, quantity: line.quantity + (twin?.quantity ?? 0) }
  if (whole.quantity > CART_LIMITS.quantity) return tooLarge(present.quantity)
  if (!twin && isEqual(whole, present)) return unchanged(cart)

  const kept = replaced(cart, whole).filter((other) => other.itemId !== twin?.itemId)
  const next = changed(cart, kept, at)
  const removed = twin ? [itemRemoved(cart.userId, { ...factsOf(next), ...lineFacts(twin), bought: false }, at)] : []
  return ok({
    cart: next,
    events: [itemUpdated(cart.userId, { ...factsOf(next), ...lineFacts(whole) }, at), ...removed],
  })
}

/** Taking out what is out already changes nothing. */
export function removeLine(cart: Cart, itemId: string, at: Date): Decision {
  const present = cart.lines.find((line) => line.itemId === itemId)
  if (!present) return unchanged(cart)
  const next = changed(
    cart,
    cart.lines.filter((line) => line !== present),
    at,
  )
  const facts = { ...factsOf(next), ...lineFacts(present), bought: false }
  return ok({ cart: next, events: [itemRemoved(cart.userId, facts, at)] })
}

export function clear(cart: Cart, at: Date): Decision {
  if (cart.lines.length === 0) return unchanged(cart)
  const next = changed(cart, [], at)
  return ok({ cart: next, events: [cartCleared(cart.userId, factsOf(next), at)] })
}

/** Takes prices as seen, by variant; lines whose price is not given keep theirs. */
export function seePrices(cart: Cart, prices: ReadonlyMap<string, Money>, at: Date): Decision {
  const lines = cart.lines.map((line) => ({ ...line, priceSeen: prices.get(line.variantId) ?? line.priceSeen }))
  const differ = lines.filter((line, index) => !isEqual(line, cart.lines[index]!))
  if (differ.length === 0) return unchanged(cart)
  const next = changed(cart, lines, at)
  return ok({
    cart: next,
    events: differ.map((line) => itemUpdated(cart.userId, { ...factsOf(next), ...lineFacts(line) }, at)),
  })
}

/** States that checkout began with these lines. The cart stays as it is. */
export const checkOut = (cart: Cart, subtotal: Money, at: Date): Decision =>
  ok({
    cart,
    events: [cartCheckedOut(cart.userId, { ...factsOf(cart), lines: cart.lines.map(lineFacts), subtotal }, at)],
  })

/** Decides only when the cart is still at the version that the shopper saw; undefined asks for none. */
export const whenAt =
  (version: number | undefined, decide: (cart: Cart) => Decision) =>
  (cart: Cart): Decision =>
    version === undefined || version === cart.version ? decide(cart) : fail({ code: 'version.mismatch', current: cart })

export const unchanged = (cart: Cart): Decision => ok({ cart, events: [] })
export const changed = (cart: Cart, lines: readonly Line[], at: Date): Cart => ({
  ...cart,
  version: cart.version + 1,
  lines,
  updatedAt: at,
})
export const isSame = (a: Pick<Line, 'variantId' | 'note'>, b: Pick<Line, 'variantId' | 'note'>): boolean =>
  a.variantId === b.variantId && a.note === b.note
/** Lines stand in the order in which they were added. */
export const inOrder = (a: Line, b: Line): number =>
  a.addedAt.getTime() - b.addedAt.getTime() || (a.itemId < b.itemId ? -1 : 1)
export const replaced = (cart: Cart, line: Line): readonly Line[] =>
  cart.lines.map((other) => (other.itemId === line.itemId ? line : other))
export const factsOf = ({ userId, version }: Cart) => ({ userId, version })
export const lineFacts = ({ itemId, variantId, quantity }: Line) => ({ itemId, variantId, quantity })

export const tooLarge = (present: number) =>
  fail({ code: 'cart.quantity_too_large', limit: CART_LIMITS.quantity, present } as const)
const isEqual = (a: Line, b: Line) =>
  a.quantity === b.quantity &&
  a.note === b.note &&
  a.priceSeen.amount === b.priceSeen.amount &&
  a.priceSeen.currency === b.priceSeen.currency
