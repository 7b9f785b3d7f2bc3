import { exponentOf, type Money } from '@mallhive/kernel'

export type Language = 'en' | 'de'

/** The language that mails are written in for this one: its own, or English. */
export const mailLanguage = (language: string): Language => (language.slice(0, 2) === 'de' ? 'de' : 'en')

const NO_BREAK_SPACE = '\u00a0'
/** Written before the amount in English; all others after it, as their own countries do. */
const BEFORE_IN_ENGLISH = new Set(['USD', 'GBP', 'AUD', 'CAD', 'NZD', 'SGD', 'HKD', 'JPY', 'INR'])

/** `149.00 €` or `149,00 €`; no amount goes through a float. */
export function moneyInWords(language: Language, { amount, currency }: Money): string {
  const exponent = exponentOf(currency)
  const digits = String(amount).padStart(exponent + 1, '0')
  const decimal = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
  const number = numberFormat(language, { minimumFractionDigits: exponent, maximumFractionDigits: exponent })
  const written = number.format(decimal as `${number}`)
  const symbol = symbolOf(language, currency)
  return language === 'en' && BEFORE_IN_ENGLISH.has(currency)
    ? `${symbol}${written}`
    : `${written}${NO_BREAK_SPACE}${symbol}`
}

export const percentInWords = (language: Language, percent: number): string =>
  `${numberFormat(language, { maximumFractionDigits: 3 }).format(percent)}${NO_BREAK_SPACE}%`

/** A day such as `2026-11-24` as `Tuesday 24 November` or `Dienstag, 24. November`; without its month when that is said elsewhere. */
export function dayInWords(language: Language, day: string, withMonth = true): string {
  const date = new Date(`${day.slice(0, 10)}T12:00:00Z`)
  const part = (options: Intl.DateTimeFormatOptions) => dayFormat(language, options).format(date)
  const [weekday, number, month] = [part({ weekday: 'long' }), String(date.getUTCDate()), part({ month: 'long' })]
  const written = language === 'de' ? `${weekday},${NO_BREAK_SPACE}${number}.` : `${weekday}${NO_BREAK_SPACE}${number}`
  return withMonth ? `${written} ${month}` : written
}

/** Days as in `Tue 24 – Thu 26 Nov` or `Di 24. – Do 26. Nov`: the words by Intl, their order by us, as in the shop's pages. */
export function daysInShort(language: Language, from: string, to: string): string {
  const isSameMonth = from.slice(0, 7) === to.slice(0, 7)
  const last = shortDay(language, to, true)
  return from === to ? last : `${shortDay(language, from, !isSameMonth)} – ${last}`
}

export const countryInWords = (language: Language, country: string): string =>
  countryNames(language).of(country) ?? country

function shortDay(language: Language, day: string, withMonth: boolean): string {
  const date = new Date(`${day.slice(0, 10)}T12:00:00Z`)
  const part = (options: Intl.DateTimeFormatOptions) => dayFormat(language, options).format(date).replace('.', '')
  const number = `${date.getUTCDate()}${language === 'de' ? '.' : ''}`
  return [part({ weekday: 'short' }), number, ...(withMonth ? [part({ month: 'short' })] : [])].join(' ')
}

const symbolOf = (language: Language, currency: string): string =>
  numberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find((part) => part.type === 'currency')?.value ?? currency

// To make one costs a hundred times what it costs to use it, and a mail names many days and sums.
const numberFormat = kept((language, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options))
const dayFormat = kept(
  (language, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options }),
)
const countryNames = kept((language) => new Intl.DisplayNames(language, { type: 'region' }))

/** Remembers what was made: bounded, since languages, options and currencies are few. */
function kept<Options, Format>(make: (language: Language, options: Options) => Format) {
  const made = new Map<string, Format>()
  return (
    language: Language,
    ...[options]: undefined extends Options ? [options?: Options] : [options: Options]
  ): Format => {
    const key = `${language} ${JSON.stringify(options)}`
    const known = made.get(key) ?? make(language, options as Options)
    made.set(key, known)
    return known
  }
}
