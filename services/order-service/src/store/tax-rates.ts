import type { TaxPercents } from '../domain/tax.ts'

export interface Place {
  readonly country: string
  readonly region?: string
}

/** Says what tax the shop owes on a delivery. A table for now; a tax service can take its place. */
export interface TaxRates {
  /** The rates for a delivery to that place; all zero where the shop charges none, as for exports. */
  percentsFor(place: Place): Promise<TaxPercents>
}
