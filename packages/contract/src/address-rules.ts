import type { Static } from 'typebox'
import type { Address } from './fields.ts'

export interface AddressRule {
  readonly postcode?: RegExp
  /** A postcode of the country, to show how it looks. */
  readonly example?: string
  /** Mail does not arrive there without a state or province. */
  readonly needsRegion?: true
}

const digits = (count: number, example: string): AddressRule => ({ postcode: new RegExp(`^\\d{${count}}$`), example })
const like = (example: string, postcode: RegExp): AddressRule => ({ postcode, example })
const needsRegion = { needsRegion: true } as const

/** What countries need of an address beyond name, street and town (Universal Postal Union, addressing systems). Others need nothing more. */
export const addressRules: Readonly<Record<string, AddressRule>> = {
  AT: digits(4, '1010'),
  AU: { ...digits(4, '2000'), ...needsRegion },
  BE: digits(4, '1000'),
  BG: digits(4, '1000'),
  BR: needsRegion,
  CA: { ...like('K1A 0B1', /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i), ...needsRegion },
  CH: digits(4, '8001'),
  CN: needsRegion,
  CY: digits(4, '1010'),
  CZ: like('110 00', /^\d{3} ?\d{2}$/),
  DE: digits(5, '10119'),
  DK: digits(4, '1050'),
  EE: digits(5, '10111'),
  ES: digits(5, '28001'),
  FI: digits(5, '00100'),
  FR: digits(5, '75001'),
  GB: like('SW1A 1AA', /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i),
  GR: like('105 57', /^\d{3} ?\d{2}$/),
  HR: digits(5, '10000'),
  HU: digits(4, '1051'),
  IE: like('D02 X285', /^[A-Z]\d[\dW] ?[A-Z\d]{4}$/i),
  IN: needsRegion,
  IT: digits(5, '00118'),
  JP: { ...like('100-0001', /^\d{3}-?\d{4}$/), ...needsRegion },
  LI: digits(4, '9490'),
  LT: like('LT-01100', /^(LT-)?\d{5}$/i),
  LU: like('L-1009', /^(L-)?\d{4}$/i),
  LV: like('LV-1010', /^(LV-)?\d{4}$/i),
  MT: like('VLT 1117', /^[A-Z]{3} ?\d{4}$/i),
  MX: needsRegion,
  NL: like('1012 AB', /^\d{4} ?[A-Z]{2}$/i),
  NO: digits(4, '0150'),
  PL: like('00-001', /^\d{2}-\d{3}$/),
  PT: like('1000-001', /^\d{4}-\d{3}$/),
  RO: digits(6, '010011'),
  SE: like('111 20', /^\d{3} ?\d{2}$/),
  SI: digits(4, '1000'),
  SK: like('811 01', /^\d{3} ?\d{2}$/),
  US: { ...like('10001', /^\d{5}(-\d{4})?$/), ...needsRegion },
}

export interface AddressFault {
  readonly field: 'name' | 'line1' | 'city' | 'postalCode' | 'region'
  /** A sentence for the shopper. */
  readonly message: string
}

/** What is missing or wrong in an address for its country. Empty: it is complete. */
export function addressFaults(address: Static<typeof Address>): AddressFault[] {
  const { country, postalCode = '', region = '' } = address
  const { postcode, example, needsRegion: isRegionNeeded } = addressRules[country] ?? {}
  const faults: AddressFault[] = []
  for (const field of ['name', 'line1', 'city'] as const)
    if (address[field].trim() === '') faults.push({ field, message: 'Please fill this in.' })
  if (postcode && !postcode.test(postalCode.trim()))
    faults.push({ field: 'postalCode', message: `A postcode in ${country} looks like ${example}.` })
  if (isRegionNeeded && region.trim() === '')
    faults.push({ field: 'region', message: `An address in ${country} needs its state or province.` })
  return faults
}
