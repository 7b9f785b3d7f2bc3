import { Type, type Static } from 'typebox'
import type { TaxRates } from './tax-rates.ts'

const Percent = Type.Number({ minimum: 0, maximum: 90, description: 'At most two decimals count' })

/** Per cent by country; a key like `US-NY` counts before its country. What is not listed is not taxed. */
export const TaxTable = Type.Record(
  Type.String({ pattern: '^[A-Z]{2}(-.+)?$' }),
  Type.Object({ standard: Percent, reduced: Percent }, { additionalProperties: false }),
)
export type TaxTable = Static<typeof TaxTable>

const NONE = { standard: 0, reduced: 0, zero: 0 }

export function tableOfTaxes(table: TaxTable): TaxRates {
  return {
    async percentsFor({ country, region }) {
      const row = (region !== undefined && table[`${country}-${region}`]) || table[country]
      return row ? { ...row, zero: 0 } : NONE
    },
  }
}

/**
 * VAT of the European Union in 2026 (European Commission, "VAT rates applied in the Member States"); of several reduced rates the one for most goods. A delivery
 * to Switzerland, Norway, Britain or the United States is an export: no VAT here, the buyer pays what their customs ask.
 */
export const EUROPEAN_VAT: TaxTable = {
  AT: { standard: 20, reduced: 10 },
  BE: { standard: 21, reduced: 6 },
  BG: { standard: 20, reduced: 9 },
  CY: { standard: 19, reduced: 5 },
  CZ: { standard: 21, reduced: 12 },
  DE: { standard: 19, reduced: 7 },
  DK: { standard: 25, reduced: 25 },
  EE: { standard: 24, reduced: 9 },
  ES: { standard: 21, reduced: 10 },
  FI: { standard: 25.5, reduced: 13.5 },
  FR: { standard: 20, reduced: 5.5 },
  GR: { standard: 24, reduced: 13 },
  HR: { standard: 25, reduced: 13 },
  HU: { standard: 27, reduced: 18 },
  IE: { standard: 23, reduced: 13.5 },
  IT: { standard: 22, reduced: 10 },
  LT: { standard: 21, reduced: 12 },
  LU: { standard: 17, reduced: 8 },
  LV: { standard: 21, reduced: 12 },
  MT: { standard: 18, reduced: 5 },
  NL: { standard: 21, reduced: 9 },
  PL: { standard: 23, reduced: 8 },
  PT: { standard: 23, reduced: 6 },
  RO: { standard: 21, reduced: 11 },
  SE: { standard: 25, reduced: 12 },
  SI: { standard: 22, reduced: 9.5 },
  SK: { standard: 23, reduced: 19 },
}
