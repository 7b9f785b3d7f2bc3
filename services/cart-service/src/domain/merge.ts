import type { EventMessage } from '@mallhive/contract'
import { CART_LIMITS } from '../../contract/http.ts'
import { cartMerged } from '../../contract/events.ts'
import { changed, factsOf, inOrder, isSame, type Cart, type Line } from './cart.ts'

/** Variants: what came with the guest, what was in both, and of what not all fitted. */
export interface MergeFacts {
  readonly added: readonly string[]
  readonly summed: readonly string[]
  readonly capped: readonly string[]
}
export interface Merge {
  readonly from: Cart
  readonly into: Cart
  readonly report: MergeFacts
  readonly events: readonly EventMessage[]
}

export const NOTHING_MERGED: MergeFacts = { added: [], summed: [], capped: [] }

/**
 * The union of two carts: the same variant and note is summed up to what a line may hold, others are added while there is room. The guest's
 * cart is empty afterwards, so that doing it again changes nothing.
 */
export function mergeCarts(from: Cart, into: Cart, at: Date): Merge {
  if (from.lines.length === 0) return { from, into, report: NOTHING_MERGED, events: [] }
  const lines: Line[] = [...into.lines]
  const report = { added: new Set<string>(), summed: new Set<string>(), capped: new Set<string>() }
  for (const line of from.lines) {
    const index = lines.findIndex((other) => isSame(other, line))
    const present = lines[index]
    if (present) {
      const quantity = present.quantity + line.quantity
      if (quantity > CART_LIMITS.quantity) report.capped.add(line.variantId)
      lines[index] = { ...present, quantity: Math.min(quantity, CART_LIMITS.quantity) }
      report.summed.add(line.variantId)
    } else if (lines.length < CART_LIMITS.lines) {
      lines.push(line)
      report.added.add(line.variantId)
    } else report.capped.add(line.variantId)
  }
  const merged = changed(into, lines.toSorted(inOrder), at)
  return {
    from: changed(from, [], at),
    into: merged,
    report: { added: [...report.added], summed: [...report.summed], capped: [...report.capped] },
    events: [cartMerged(into.userId, { ...factsOf(merged), guestId: from.userId }, at)],
  }
}
