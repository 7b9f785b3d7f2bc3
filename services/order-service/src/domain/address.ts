import type { Static } from 'typebox'
import type { Address as AddressSchema } from '@mallhive/contract'

export type Address = Static<typeof AddressSchema>

interface Rule {
  readonly postalCode?: RegExp
  /** How a postcode of the country looks, as a sentence for the shopper. */
  readonly hint?: string
  readonly region?: string
}

const digits = (count: number, people: string, example: string): Rule => ({
  postalCode: new RegExp(`^\\d{${count}}$`),
  hint: `${people} postcode has ${COUNTS[count]} digits, like ${example}.`,
})
const COUNTS: Readonly<Record<number, string>> = { 4: 'four', 5: 'five' }

/** What the countries we know need beyond name, street and town. Others need nothing more. */
const RULES: Readonly<Record<string, Rule>> = {
  AT: digits(4, 'An Austrian', '1010'),
  BE: digits(4, 'A Belgian', '1000'),
  BG: digits(4, 'A Bulgarian', '1000'),
  CH: digits(4, 'A Swiss', '8001'),
  CY: digits(4, 'A Cypriot', '1010'),
  CZ: { postalCode: /^\d{3} ?\d{2}$/, hint: 'A Czech postcode has five digits, like 110 00.' },
  DE: digits(5, 'A German', '10119'),
  DK: digits(4, 'A Danish', '1050'),
  EE: digits(5, 'An Estonian', '10111'),
  ES: digits(5, 'A Spanish', '28001'),
  FI: digits(5, 'A Finnish', '00100'),
  FR: digits(5, 'A French', '75001'),
  GB: {
    postalCode: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i,
    hint: 'A British postcode looks like SW1A 1AA.',
  },
  GR: { postalCode: /^\d{3} ?\d{2}$/, hint: 'A Greek postcode has five digits, like 105 57.' },
  HR: digits(5, 'A Croatian', '10000'),
  HU: digits(4, 'A Hungarian', '1051'),
  IE: { postalCode: /^[A-Z]\d[\dW] ?[A-Z\d]{4}$/i, hint: 'An Irish Eircode looks like D02 X285.' },
  IT: digits(5, 'An Italian', '00118'),
  LT: { postalCode: /^(LT-)?\d{5}$/i, hint: 'A Lithuanian postcode has five digits, like LT-01100.' },
  LU: { postalCode: /^(L-)?\d{4}$/i, hint: 'A Luxembourg postcode has four digits, like L-1009.' },
  LV: { postalCode: /^(LV-)?\d{4}$/i, hint: 'A Latvian postcode has four digits, like LV-1010.' },
  MT: { postalCode: /^[A-Z]{3} ?\d{4}$/i, hint: 'A Maltese postcode looks like VLT 1117.' },
  NL: { postalCode: /^\d{4} ?[A-Z]{2}$/i, hint: 'A Dutch postcode looks like 1012 AB.' },
  NO: digits(4, 'A Norwegian', '0150'),
  PL: { postalCode: /^\d{2}-\d{3}$/, hint: 'A Polish postcode looks like 00-001.' },
  PT: { postalCode: /^\d{4}-\d{3}$/, hint: 'A Portuguese postcode looks like 1000-001.' },
  RO: { postalCode: /^\d{6}$/, hint: 'A Romanian postcode has six digits, like 010011.' },
  SE: { postalCode: /^\d{3} ?\d{2}$/, hint: 'A Swedish postcode has five digits, like 111 20.' },
  SI: digits(4, 'A Slovenian', '1000'),
  SK: { postalCode: /^\d{3} ?\d{2}$/, hint: 'A Slovak postcode has five digits, like 811 01.' },
  US: {
    postalCode: /^\d{5}(-\d{4})?$/,
    hint: 'An American ZIP code has five digits, like 10001.',
    region: 'An American address needs its state, like NY.',
  },
}

export interface AddressFault {
  readonly field: 'name' | 'line1' | 'city' | 'postalCode' | 'region'
  readonly message: string
}

/** What is missing or wrong for the address's country; a sentence for each field. */
export function addressFaults(address: Address): AddressFault[] {
  const rule = RULES[address.country]
  const faults: AddressFault[] = []
  for (const field of ['name', 'line1', 'city'] as const) {
    if (address[field].trim() === '') faults.push({ field, message: 'Please fill this in.' })
  }
  if (rule?.postalCode && !rule.postalCode.test(address.postalCode?.trim() ?? ''))
    faults.push({ field: 'postalCode', message: rule.hint ?? 'This postcode is not complete.' })
  if (rule?.region !== undefined && !address.region?.trim()) faults.push({ field: 'region', message: rule.region })
  return faults
}
