import type { Money } from '@mallhive/kernel'
import { exponentOf } from '@mallhive/kernel/currency'

/** The languages the shop speaks. The first is the one for everybody else. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

const NO_BREAK_SPACE = '\u00a0'

/** Currencies an English reader writes before the number. All others stand behind it, as they do in German. */
const BEFORE_IN_ENGLISH = new Set(['USD', 'GBP', 'AUD', 'CAD', 'NZD', 'SGD', 'HKD', 'JPY', 'INR'])

/** A day written by its numbers, so that no time zone can move it: `2026-11-24`. */
export type Day = string

const made = new Map<string, Formats>()

/**
 * Money, numbers, dates and counts in one language, in the shop's own time zone. The one place that formats them. Made once for each: what Intl
 * needs to begin costs a server more than the rest of a page's words.
 */
export function formats(language: Language, timeZone = 'Europe/Berlin'): Formats {
  const key = `${language} ${timeZone}`
  const known = made.get(key) ?? makeFormats(language, timeZone)
  made.set(key, known)
  return known
}

function makeFormats(language: Language, timeZone: string) {
  const plurals = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  const pieces = datePieces(language, timeZone)
  const dayPieces = datePieces(language, 'UTC')
  const write = dateStyles[language]
  const writers = new Map<string, (money: Money) => string>()

  return {
    language,
    /** `149.00 €`: number and unit never part at the end of a line. */
    money: (money: Money) => {
      const known = writers.get(money.currency) ?? moneyWriter(language, money.currency)
      writers.set(money.currency, known)
      return known(money)
    },
    /** The number as a machine reads it, `149.00`: for `<data value>`, JSON-LD and forms. */
    plainAmount,
    number: (value: number) => numbers.format(value),
    /** Chooses the words for a count; `{count}` in them becomes the number. */
    count: (value: number, words: { one: string; other: string }) =>
      words[plurals.select(value) === 'one' ? 'one' : 'other'].replace('{count}', numbers.format(value)),
    /** `21 November 2026` */
    date: (instant: Date | string) => write.long(pieces(new Date(instant))),
    /** `21 Nov, 14:06` */
    dateTime: (instant: Date | string) => {
      const piece = pieces(new Date(instant))
      return `${write.short(piece)}, ${piece.time}`
    },
    /** `6 Oct` */
    shortDate: (instant: Date | string) => write.short(pieces(new Date(instant))),
    /** `Tue 24 – Thu 26 Nov`, `Mon 30 Nov – Wed 2 Dec`, `Tue 24 Nov` when both are one day. */
    dayRange: (from: Day, to: Day) => {
      const [first, last] = [dayPieces(atNoon(from)), dayPieces(atNoon(to))]
      if (from === to) return write.weekday(last)
      const sameMonth = first.month === last.month && first.year === last.year
      return `${sameMonth ? write.weekdayOnly(first) : write.weekday(first)} – ${write.weekday(last)}`
    },
    /** `Tuesday 24 November` */
    longDay: (day: Day) => write.longDay(dayPieces(atNoon(day))),
  }
}
export type Formats = ReturnType<typeof makeFormats>

/** Whole minor units as a decimal number: 14900 EUR is `149.00`, 500 JPY is `500`. */
export function plainAmount({ amount, currency }: Money): string {
  const exponent = exponentOf(currency)
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const sign = amount < 0 ? '-' : ''
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`
}

function moneyWriter(language: Language, currency: string): (money: Money) => string {
  const exponent = exponentOf(currency)
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: exponent, maximumFractionDigits: exponent })
  const symbol = symbolOf(language, currency)
  const isBehind = language !== 'en' || !BEFORE_IN_ENGLISH.has(currency)
  return (money) => {
    // As a decimal string, so that no amount loses a cent on its way through a float.
    const digits = number.format(plainAmount(money) as `${number}`)
    if (isBehind) return `${digits}${NO_BREAK_SPACE}${symbol}`
    return digits.startsWith('-') ? `-${symbol}${digits.slice(1)}` : `${symbol}${digits}`
  }
}

function symbolOf(language: Language, currency: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  return format.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency
}

const atNoon = (day: Day) => new Date(`${day.slice(0, 10)}T12:00:00Z`)

interface DatePieces {
  readonly weekday: string
  readonly weekdayLong: string
  readonly day: string
  readonly month: string
  readonly monthLong: string
  readonly year: string
  readonly time: string
}

/** The words come from Intl, their order from us: browsers and the server must agree to the letter. */
function datePieces(language: Language, timeZone: string): (date: Date) => DatePieces {
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { timeZone, ...options })
  const weekday = part({ weekday: 'short' })
  const weekdayLong = part({ weekday: 'long' })
  const [day, month, monthLong, year] = [
    part({ day: 'numeric' }),
    part({ month: 'short' }),
    part({ month: 'long' }),
    part({ year: 'numeric' }),
  ]
  const time = part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return (date) => ({
    weekday: weekday.format(date).replace('.', ''),
    weekdayLong: weekdayLong.format(date),
    day: day.format(date).replace('.', ''),
    month: month.format(date).replace('.', ''),
    monthLong: monthLong.format(date),
    year: year.format(date),
    time: time.format(date),
  })
}

type Write = (date: DatePieces) => string
type DateStyles = Record<'long' | 'short' | 'weekday' | 'weekdayOnly' | 'longDay', Write>
const dateStyles: Record<Language, DateStyles> = {
  en: {
    long: (date) => `${date.day} ${date.monthLong} ${date.year}`,
    short: (date) => `${date.day} ${date.month}`,
    weekday: (date) => `${date.weekday} ${date.day} ${date.month}`,
    weekdayOnly: (date) => `${date.weekday} ${date.day}`,
    longDay: (date) => `${date.weekdayLong} ${date.day} ${date.monthLong}`,
  },
  de: {
    long: (date) => `${date.day}. ${date.monthLong} ${date.year}`,
    short: (date) => `${date.day}. ${date.month}`,
    weekday: (date) => `${date.weekday} ${date.day}. ${date.month}`,
    weekdayOnly: (date) => `${date.weekday} ${date.day}.`,
    longDay: (date) => `${date.weekdayLong}, ${date.day}. ${date.monthLong}`,
  },
}
