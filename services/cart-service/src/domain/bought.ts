import { ok } from '@mallhive/kernel'
import { itemRemoved, itemUpdated } from '../../contract/events.ts'
import { changed, factsOf, lineFacts, unchanged, type Cart, type Decision, type Line } from './cart.ts'

export interface Bought {
  readonly variantId: string
  readonly quantity: number
  readonly note: string | undefined
}

/** Takes out what was bought: first from the line with the same note, then from others of the variant. What was put in since stays. */
export function takeBought(cart: Cart, bought: readonly Bought[], at: Date): Decision {
  const left = new Map(cart.lines.map((line) => [line.itemId, line.quantity]))
  const open = bought.map((one) => take(cart.lines, left, one, (line) => line.note === one.note))
  for (const one of open) take(cart.lines, left, one, () => true)

  const lines = cart.lines.map((line) => ({ ...line, quantity: left.get(line.itemId)! }))
  const touched = lines.filter((line, index) => line.quantity !== cart.lines[index]!.quantity)
  if (touched.length === 0) return unchanged(cart)
  const next = changed(
    cart,
    lines.filter(({ quantity }) => quantity > 0),
    at,
  )
  const stated = touched.map((line) =>
    line.quantity > 0
      ? itemUpdated(cart.userId, { ...factsOf(next), ...lineFacts(line) }, at)
      : itemRemoved(
          cart.userId,
          { ...factsOf(next), ...lineFacts(cart.lines.find(({ itemId }) => itemId === line.itemId)!), bought: true },
          at,
        ),
  )
  return ok({ cart: next, events: stated })
}

/** Takes from the lines that fit, and answers what is still to be taken. */
function take(
  lines: readonly Line[],
  left: Map<string, number>,
  bought: Bought,
  fits: (line: Line) => boolean,
): Bought {
  let { quantity } = bought
  for (const line of lines) {
    if (quantity === 0) break
    if (line.variantId !== bought.variantId || !fits(line)) continue
    const taken = Math.min(quantity, left.get(line.itemId)!)
    left.set(line.itemId, left.get(line.itemId)! - taken)
    quantity -= taken
  }
  return { ...bought, quantity }
}
