import type { Cart, Line } from '../domain/cart.ts'

/** What must be written to make one cart of the other. */
export function difference(before: Cart, after: Cart): { lines: readonly Line[]; gone: readonly string[] } {
  if (before.lines === after.lines) return { lines: [], gone: [] }
  const kept = new Set(after.lines.map(({ itemId }) => itemId))
  const known = new Map(before.lines.map((line) => [line.itemId, line]))
  return {
    gone: before.lines.flatMap(({ itemId }) => (kept.has(itemId) ? [] : [itemId])),
    lines: after.lines.filter((line) => differs(known.get(line.itemId), line)),
  }
}

const differs = (before: Line | undefined, after: Line): boolean =>
  before !== after &&
  (before === undefined ||
    before.quantity !== after.quantity ||
    before.note !== after.note ||
    before.priceSeen.amount !== after.priceSeen.amount ||
    before.priceSeen.currency !== after.priceSeen.currency)
