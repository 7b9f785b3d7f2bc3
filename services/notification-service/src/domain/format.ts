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
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: exponent, maximumFractionDigits: exponent })
  const written = number.format(decimal as `${number}`)
  const symbol = symbolOf(language, currency)
  return language === 'en' && BEFORE_IN_ENGLISH.has(currency)
    ? `${symbol}${written}`
    : `${written}${NO_BREAK_SPACE}${symbol}`
}

export const percentInWords = (language: Language, percent: number): string =>
  `${new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(percent)}${NO_BREAK_SPACE}%`

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
  new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country

function shortDay(language: Language, day: string, withMonth: boolean): string {
  const date = new Date(`${day.slice(0, 10)}T12:00:00Z`)
  const part = (options: Intl.DateTimeFormatOptions) => dayFormat(language, options).format(date).replace('.', '')
  const number = `${date.getUTCDate()}${language === 'de' ? '.' : ''}`
  return [part({ weekday: 'short' }), number, ...(withMonth ? [part({ month: 'short' })] : [])].join(' ')
}

function symbolOf(language: Language, currency: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  return format.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency
}

/** To make one costs a hundred times what it costs to use it, and a mail names many days. */
const dayFormats = new Map<string, Intl.DateTimeFormat>()

function dayFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`
  const known = dayFormats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options })
  dayFormats.set(key, made)
  return made
}
