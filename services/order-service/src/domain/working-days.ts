/** When a shop packs and a carrier brings: which days count, and until when a day still counts. */
export interface Calendar {
  readonly timeZone: string
  /** `HH:MM` in the shop's time zone: what is ordered later leaves on the next working day. */
  readonly cutOff: string
  /** Working days between the order and the carrier's van. */
  readonly handlingDays: number
  /** 1 is Monday, 7 is Sunday. */
  readonly workdays: readonly number[]
  /** `MM-DD`, or days from Easter Sunday such as `easter+1`. */
  readonly holidays: readonly string[]
}

const DAY_MS = 86_400_000

/** The local date, `YYYY-MM-DD`, on which something ordered at `at` leaves the shop. */
export function leavesOn(at: Date, calendar: Calendar): string {
  const { date, time } = localTime(at, calendar.timeZone)
  const inTime = isWorkday(date, calendar) && time < calendar.cutOff
  const first = inTime ? date : addWorkdays(date, 1, calendar)
  return addWorkdays(first, calendar.handlingDays, calendar)
}

/** The date that many working days later. */
export function addWorkdays(date: string, days: number, calendar: Calendar): string {
  let [day, left] = [date, days]
  while (left > 0) {
    day = nextDay(day)
    if (isWorkday(day, calendar)) left -= 1
  }
  return day
}

export function isWorkday(date: string, { workdays, holidays }: Calendar): boolean {
  const weekday = ((new Date(date).getUTCDay() + 6) % 7) + 1
  if (!workdays.includes(weekday)) return false
  const easter = easterSunday(Number(date.slice(0, 4)))
  const fromEaster = Math.round((Date.parse(date) - Date.parse(easter)) / DAY_MS)
  return !holidays.some((holiday) =>
    holiday.startsWith('easter') ? Number(holiday.slice('easter'.length)) === fromEaster : holiday === date.slice(5),
  )
}

/** The Gregorian date of Easter, by the algorithm of Meeus, Jones and Butcher (Astronomical Algorithms, chapter 8). */
export function easterSunday(year: number): string {
  const a = year % 19
  const [b, c] = [Math.floor(year / 100), year % 100]
  const [d, e] = [Math.floor(b / 4), b % 4]
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const [i, k] = [Math.floor(c / 4), c % 4]
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const sum = h + l - 7 * m + 114
  const [month, day] = [Math.floor(sum / 31), (sum % 31) + 1]
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

const nextDay = (date: string): string => new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10)

/** To make one costs a hundred times what it costs to use it. */
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  // The Swedish form is ISO 8601 with a space.
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  clocks.set(timeZone, made)
  return made
}

function localTime(at: Date, timeZone: string): { date: string; time: string } {
  const [date = '', time = ''] = clockOf(timeZone).format(at).split(' ')
  return { date, time }
}
