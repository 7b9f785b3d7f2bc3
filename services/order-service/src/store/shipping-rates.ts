import type { ShippingOption } from '../../contract/order.ts'
import type { Place } from './tax-rates.ts'

/** What is to be sent, as far as a price depends on it. */
export interface Parcel extends Place {
  /** Minor units of the shop's currency, after discounts. */
  readonly worth: number
  readonly grams: number
  /** False when nothing in it is a thing: then there is nothing to send. */
  readonly requiresShipping: boolean
  readonly orderedAt: Date
  readonly language?: string
}

/** Says which ways to ship there are, and what they cost. A table for now; a carrier's own rates can take its place. */
export interface ShippingRates {
  /** The ways to send the parcel there, the cheapest first; none when the shop does not deliver there. */
  optionsFor(parcel: Parcel): Promise<readonly ShippingOption[]>
}
