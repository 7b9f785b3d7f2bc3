import { fail, ok, type Result } from '@mallhive/kernel'
import { available, type Stocked } from './availability.ts'

/** A variant as its reservation sees it: the levels locked, in the order in which locations are used up. */
export interface Reservable extends Omit<Stocked, 'onHand' | 'reserved'> {
  readonly variantId: string
  readonly levels: readonly { readonly location: string; readonly onHand: number; readonly reserved: number }[]
}

export interface Line {
  readonly variantId: string
  readonly quantity: number
}

/** What is taken of a variant at a location; `counted` is false when nobody counts its stock. */
export interface Part extends Line {
  readonly location: string
  readonly counted: boolean
}

export type ReserveError =
  | { readonly code: 'variant.not_found'; readonly variantIds: readonly string[] }
  | {
      readonly code: 'stock.short'
      readonly lines: readonly { readonly variantId: string; readonly asked: number; readonly available: number }[]
    }

/** The same variant on two lines is one line with both quantities; in the order of variant ids, which is the order of locks. */
export function summed(lines: readonly Line[]): readonly Line[] {
  const quantities = new Map<string, number>()
  for (const { variantId, quantity } of lines) {
    const id = variantId.toLowerCase()
    quantities.set(id, (quantities.get(id) ?? 0) + quantity)
  }
  return [...quantities]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .sort((a, b) => (a.variantId < b.variantId ? -1 : 1))
}

/** Finds where all lines are taken from, or says which lines are short and what there is of them. `lines` are summed. */
export function allot(
  lines: readonly Line[],
  variants: readonly Reservable[],
  defaultLocation: string,
): Result<readonly Part[], ReserveError> {
  const known = new Map(variants.map((variant) => [variant.variantId, variant]))
  const unknown = lines.filter(({ variantId }) => !known.has(variantId)).map(({ variantId }) => variantId)
  if (unknown.length > 0) return fail({ code: 'variant.not_found', variantIds: unknown })

  const short = lines.flatMap(({ variantId, quantity }) => {
    const left = leftOf(known.get(variantId)!)
    return left !== undefined && left < quantity ? [{ variantId, asked: quantity, available: left }] : []
  })
  if (short.length > 0) return fail({ code: 'stock.short', lines: short })
  return ok(lines.flatMap((line) => partsOf(line, known.get(line.variantId)!, defaultLocation)))
}

/** Several orders one after the other: each finds what those before it have left. `lines` are summed. */
export function allotEach(
  orders: readonly (readonly Line[])[],
  variants: readonly Reservable[],
  defaultLocation: string,
): readonly Result<readonly Part[], ReserveError>[] {
  const shelves = new Map(variants.map((variant) => [variant.variantId, variant]))
  return orders.map((lines) => {
    const asked = lines.flatMap(({ variantId }) => shelves.get(variantId) ?? [])
    const allotted = allot(lines, asked, defaultLocation)
    if (allotted.ok) for (const variant of asked) shelves.set(variant.variantId, without(variant, allotted.value))
    return allotted
  })
}

function without(variant: Reservable, parts: readonly Part[]): Reservable {
  const takenAt = (level: string) =>
    parts
      .filter(({ variantId, location, counted }) => counted && variantId === variant.variantId && location === level)
      .reduce((sum, { quantity }) => sum + quantity, 0)
  return {
    ...variant,
    levels: variant.levels.map((level) => ({ ...level, reserved: level.reserved + takenAt(level.location) })),
  }
}

/** Each location counts for itself: what one owes is not taken from another. */
function leftOf({ tracked, soldOutPolicy, levels }: Reservable): number | undefined {
  if (!tracked || soldOutPolicy === 'continue') return undefined
  return levels.reduce((sum, level) => sum + (available({ tracked, soldOutPolicy, ...level }) ?? 0), 0)
}

function partsOf({ variantId, quantity }: Line, variant: Reservable, defaultLocation: string): Part[] {
  const counted = variant.tracked && variant.levels.length > 0
  if (!counted) return [{ variantId, quantity, location: defaultLocation, counted: false }]
  const parts: Part[] = []
  let open = quantity
  for (const { location, onHand, reserved } of variant.levels) {
    const taken = Math.min(open, Math.max(0, onHand - reserved))
    if (taken > 0) parts.push({ variantId, quantity: taken, location, counted: true })
    open -= taken
  }
  // What is sold beyond the stock is owed by the first location.
  const [first] = variant.levels
  return open === 0 ? parts : owed(parts, { variantId, quantity: open, location: first!.location, counted: true })
}

function owed(parts: readonly Part[], more: Part): Part[] {
  const same = parts.find(({ location }) => location === more.location)
  if (!same) return [more, ...parts]
  return parts.map((part) => (part === same ? { ...part, quantity: part.quantity + more.quantity } : part))
}
