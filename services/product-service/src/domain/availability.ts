import type { Availability } from '../../contract/product.ts'

/** From here down a shopper is told how many are left. */
export const FEW_LEFT = 5

/** What decides how many of a variant can be promised. */
export interface Stocked {
  readonly tracked: boolean
  readonly soldOutPolicy: 'deny' | 'continue'
  readonly onHand: number
  readonly reserved: number
}

/** How many can be bought now; undefined when nobody counts or more may be promised than there is. */
export function available({ tracked, soldOutPolicy, onHand, reserved }: Stocked): number | undefined {
  return tracked && soldOutPolicy === 'deny' ? Math.max(0, onHand - reserved) : undefined
}

/** A product can be bought in as many pieces as its variants together; one that is not limited makes it unlimited. */
export function availableOf(variants: readonly Stocked[]): number | undefined {
  let sum = 0
  for (const variant of variants) {
    const left = available(variant)
    if (left === undefined) return undefined
    sum += left
  }
  return sum
}

/** What a shopper is told. `left` is always true: it is said only of what is counted. */
export function availabilityOf(left: number | undefined): Availability {
  if (left === undefined || left > FEW_LEFT) return { state: 'in-stock' }
  return left === 0 ? { state: 'sold-out' } : { state: 'low-stock', left }
}
