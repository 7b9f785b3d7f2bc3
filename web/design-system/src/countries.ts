import { type AddressRule, addressRules } from '@mallhive/contract/address-rules'

/** A country that the shop delivers to, with what the services ask of an address there. */
export interface Country extends AddressRule {
  readonly code: string
}

const DELIVERED_TO = 'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK US'

export const countries: readonly Country[] = DELIVERED_TO.split(' ').map((code) => ({ code, ...addressRules[code] }))

export const countryOf = (code: string): Country | undefined => countries.find((country) => country.code === code)

/** The name of a country in a language, `Germany`; its code when nobody has a name for it. */
export const countryName = (code: string, language: string): string =>
  new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(code) ?? code

/** All of them for a select, in the order of the language. Made on the server: browsers may sort otherwise. */
export const countryOptions = (language: string) =>
  countries
    .map(({ code }) => ({ value: code, label: countryName(code, language) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language))
