import { Type, type Static } from 'typebox'

/** The largest amount one total may reach: far below 2^53, so that sums of sums stay exact. */
export const AMOUNT_MAX = 1_000_000_000_000

/** A sum of money in whole minor units (cents); never a float. */
export const Money = Type.Object(
  {
    amount: Type.Integer({ minimum: 0, maximum: AMOUNT_MAX, description: 'Whole minor units, such as cents' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  },
  { additionalProperties: false },
)
export type Money = Static<typeof Money>

export const money = (amount: number, currency: string): Money => ({ amount, currency })

/** Adds amounts of one currency. Throws when currencies are mixed: that is a bug, not a choice. */
export function sum(currency: string, parts: readonly Money[]): Money {
  let amount = 0
  for (const part of parts) {
    if (part.currency !== currency) throw new TypeError(`cannot add ${part.currency} to ${currency}`)
    amount += part.amount
  }
  return { amount, currency }
}

/** Quantity times price. */
export const times = ({ amount, currency }: Money, quantity: number): Money => ({ amount: amount * quantity, currency })

/** Divides whole numbers, half away from zero: the one rounding rule of the shop. The divisor is positive. */
export function divideRounded(dividend: number, divisor: number): number {
  const [n, d] = [BigInt(dividend), BigInt(divisor)]
  const half = n < 0n ? -d / 2n : d / 2n
  // An odd divisor has no exact half, so truncating it never rounds the wrong way.
  return Number((n + half) / d)
}

/** Splits an amount in proportion to the weights by largest remainder, so that the parts sum exactly. */
export function allocate(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) throw new RangeError('cannot allocate by weights that sum to zero')
  const shares = weights.map((weight) => (BigInt(amount) * BigInt(weight)) / BigInt(total))
  const remainders = weights.map((weight) => (BigInt(amount) * BigInt(weight)) % BigInt(total))
  let left = BigInt(amount) - shares.reduce((sum, share) => sum + share, 0n)
  const order = weights.map((_, index) => index).sort((a, b) => Number(remainders[b]! - remainders[a]!) || a - b)
  for (const index of order) {
    if (left === 0n) break
    shares[index]! += 1n
    left -= 1n
  }
  return shares.map(Number)
}
