import type { EventMessage } from '@mallhive/contract'
import { fail, ok, type Result } from '@mallhive/kernel'
import { itemAdded } from '../../contract/events.ts'
import { CART_LIMITS } from '../../contract/http.ts'
import {
  changed,
  isSame,
  lineFacts,
  replaced,
  tooLarge,
  type Cart,
  type CartError,
  type Decision,
  type Line,
} from './cart.ts'

/** All that adding needs to know of a cart, however long it is. */
export interface Place {
  readonly userId: string
  readonly version: number
  /** The line that the added things join: of the same variant with the same note. */
  readonly present: Line | undefined
  /** Lines in the cart, where there is none to join. */
  readonly lineCount: number
}

/** What becomes of one line, and with it of the cart. */
export interface LineChange {
  readonly line: Line
  readonly version: number
  readonly at: Date
  readonly events: readonly EventMessage[]
}
export type LineDecision = Result<LineChange, CartError>

/** Adding what is there with the same note grows its line, and takes the price of now as seen. */
export function growLine({ userId, version, present, lineCount }: Place, added: Line): LineDecision {
  if (!present && lineCount >= CART_LIMITS.lines) return fail({ code: 'cart.full', limit: CART_LIMITS.lines })
  const quantity = (present?.quantity ?? 0) + added.quantity
  if (quantity > CART_LIMITS.quantity) return tooLarge(present?.quantity ?? 0)

  const line = { ...(present ?? added), quantity, priceSeen: added.priceSeen }
  const next = version + 1
  const facts = { userId, version: next, ...lineFacts(line), added: added.quantity }
  return ok({ line, version: next, at: added.addedAt, events: [itemAdded(userId, facts, added.addedAt)] })
}

/** `growLine` for one who holds the whole cart. */
export const addLine = (cart: Cart, added: Line): Decision => inWhole(added, (place) => growLine(place, added))(cart)

/** Makes what is decided about one line a decision about the whole cart. */
export const inWhole =
  (wanted: Pick<Line, 'variantId' | 'note'>, decide: (place: Place) => LineDecision) =>
  (cart: Cart): Decision => {
    const { userId, version, lines } = cart
    const present = lines.find((line) => isSame(line, wanted))
    const decision = decide({ userId, version, present, lineCount: lines.length })
    if (!decision.ok) return decision
    const { line, at, events } = decision.value
    return ok({ cart: changed(cart, present ? replaced(cart, line) : [...lines, line], at), events })
  }
