import type { Address } from '@mallhive/contract'
import type { Static } from 'typebox'

export const ADDRESSES_MAX = 50

export interface Fault {
  readonly field: string
  readonly message: string
}

/** How postal codes look, by country (Universal Postal Union, addressing systems). Countries that are not listed are not checked. */
const POSTAL_CODES: Readonly<Record<string, { readonly shape: RegExp; readonly words: string }>> = {
  AT: { shape: /^\d{4}$/, words: 'four digits' },
  AU: { shape: /^\d{4}$/, words: 'four digits' },
  BE: { shape: /^\d{4}$/, words: 'four digits' },
  CA: { shape: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i, words: 'like K1A 0B1' },
  CH: { shape: /^\d{4}$/, words: 'four digits' },
  CZ: { shape: /^\d{3} ?\d{2}$/, words: 'five digits' },
  DE: { shape: /^\d{5}$/, words: 'five digits' },
  DK: { shape: /^\d{4}$/, words: 'four digits' },
  ES: { shape: /^\d{5}$/, words: 'five digits' },
  FI: { shape: /^\d{5}$/, words: 'five digits' },
  FR: { shape: /^\d{5}$/, words: 'five digits' },
  GB: { shape: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i, words: 'like SW1A 1AA' },
  IT: { shape: /^\d{5}$/, words: 'five digits' },
  JP: { shape: /^\d{3}-?\d{4}$/, words: 'like 100-0001' },
  LI: { shape: /^\d{4}$/, words: 'four digits' },
  LU: { shape: /^\d{4}$/, words: 'four digits' },
  NL: { shape: /^\d{4} ?[A-Z]{2}$/i, words: 'like 1012 AB' },
  NO: { shape: /^\d{4}$/, words: 'four digits' },
  PL: { shape: /^\d{2}-\d{3}$/, words: 'like 00-950' },
  PT: { shape: /^\d{4}-\d{3}$/, words: 'like 1000-205' },
  SE: { shape: /^\d{3} ?\d{2}$/, words: 'five digits' },
  US: { shape: /^\d{5}(-\d{4})?$/, words: 'five digits, or nine like 12345-6789' },
}
/** Mail does not arrive there without a state or province. */
const NEED_REGION: ReadonlySet<string> = new Set(['AU', 'BR', 'CA', 'CN', 'IN', 'JP', 'MX', 'US'])

/** What the country needs of an address, beyond what every address has. Empty: it is complete. */
export function addressFaults(address: Static<typeof Address>): readonly Fault[] {
  const { country, postalCode, region } = address
  const faults: Fault[] = []
  const code = POSTAL_CODES[country]
  if (code && !postalCode?.trim())
    faults.push({ field: 'body/address/postalCode', message: `is required in ${country}` })
  else if (code && !code.shape.test(postalCode!))
    faults.push({ field: 'body/address/postalCode', message: `must be ${code.words} in ${country}` })
  if (NEED_REGION.has(country) && !region?.trim())
    faults.push({ field: 'body/address/region', message: `is required in ${country}` })
  return faults
}
