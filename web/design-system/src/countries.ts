/** What an address in a country needs beyond name, street and town. The services check the same again. */
export interface Country {
  readonly code: string
  readonly postcode: RegExp
  /** A postcode of the country, to show how it looks. */
  readonly example: string
  /** Mail does not arrive there without a state. */
  readonly needsRegion?: boolean
}

const digits = (code: string, count: number, example: string): Country => ({
  code,
  postcode: new RegExp(`^\\d{${count}}$`),
  example,
})

/** Where the shop delivers to. Postcodes as the Universal Postal Union describes them. */
export const countries: readonly Country[] = [
  digits('AT', 4, '1010'),
  digits('BE', 4, '1000'),
  digits('BG', 4, '1000'),
  digits('CH', 4, '8001'),
  digits('CY', 4, '1010'),
  { code: 'CZ', postcode: /^\d{3} ?\d{2}$/, example: '110 00' },
  digits('DE', 5, '10119'),
  digits('DK', 4, '1050'),
  digits('EE', 5, '10111'),
  digits('ES', 5, '28001'),
  digits('FI', 5, '00100'),
  digits('FR', 5, '75001'),
  { code: 'GB', postcode: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i, example: 'SW1A 1AA' },
  { code: 'GR', postcode: /^\d{3} ?\d{2}$/, example: '105 57' },
  digits('HR', 5, '10000'),
  digits('HU', 4, '1051'),
  { code: 'IE', postcode: /^[A-Z]\d[\dW] ?[A-Z\d]{4}$/i, example: 'D02 X285' },
  digits('IT', 5, '00118'),
  { code: 'LT', postcode: /^(LT-)?\d{5}$/i, example: '01100' },
  { code: 'LU', postcode: /^(L-)?\d{4}$/i, example: '1009' },
  { code: 'LV', postcode: /^(LV-)?\d{4}$/i, example: 'LV-1010' },
  { code: 'MT', postcode: /^[A-Z]{3} ?\d{4}$/i, example: 'VLT 1117' },
  { code: 'NL', postcode: /^\d{4} ?[A-Z]{2}$/i, example: '1012 AB' },
  digits('NO', 4, '0150'),
  { code: 'PL', postcode: /^\d{2}-\d{3}$/, example: '00-001' },
  { code: 'PT', postcode: /^\d{4}-\d{3}$/, example: '1000-001' },
  { code: 'RO', postcode: /^\d{6}$/, example: '010011' },
  { code: 'SE', postcode: /^\d{3} ?\d{2}$/, example: '111 20' },
  digits('SI', 4, '1000'),
  { code: 'SK', postcode: /^\d{3} ?\d{2}$/, example: '811 01' },
  { code: 'US', postcode: /^\d{5}(-\d{4})?$/, example: '10001', needsRegion: true },
]

export const countryOf = (code: string): Country | undefined => countries.find((country) => country.code === code)

/** The name of a country in a language, `Germany`; its code when nobody has a name for it. */
export const countryName = (code: string, language: string): string =>
  new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(code) ?? code

/** All of them for a select, in the order of the language. Made on the server: browsers may sort otherwise. */
export const countryOptions = (language: string) =>
  countries
    .map(({ code }) => ({ value: code, label: countryName(code, language) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language))
