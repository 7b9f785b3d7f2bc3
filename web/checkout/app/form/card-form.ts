import { type FormFault, textOf } from '@mallhive/design-system/forms'

/** A card as it is typed. It goes to the payment provider and nowhere else: not into a log, not back into a page. */
export interface CardValues {
  readonly card: string
  readonly expiry: string
  readonly code: string
  readonly holder: string
}
export interface Expiry {
  readonly month: number
  readonly year: number
}

const HOLDER_LETTERS_MAX = 200

export const readCard = (form: FormData): CardValues => ({
  card: textOf(form, 'card').replaceAll(/[\s-]/g, ''),
  expiry: textOf(form, 'expiry'),
  code: textOf(form, 'code'),
  holder: textOf(form, 'holder'),
})

/** What is wrong with a card as far as one can see it. `now`: the month that counts as the present one. */
export function cardFaults({ card, expiry, code, holder }: CardValues, now: Expiry): FormFault[] {
  const until = readExpiry(expiry)
  const isOver = !until || until.year < now.year || (until.year === now.year && until.month < now.month)
  const checks: readonly (readonly [string, string, boolean, FormFault['code']])[] = [
    ['card', card, /^\d{12,19}$/.test(card) && passesLuhn(card), 'card'],
    ['expiry', expiry, !isOver, 'expires'],
    ['code', code, /^\d{3,4}$/.test(code), 'code'],
  ]
  const faults = checks.flatMap(([field, value, isRight, wrong]): FormFault[] =>
    value === '' ? [{ field, code: 'required' }] : isRight ? [] : [{ field, code: wrong }],
  )
  if (holder === '') faults.push({ field: 'holder', code: 'required' })
  if (holder.length > HOLDER_LETTERS_MAX) faults.push({ field: 'holder', code: 'tooLong', count: HOLDER_LETTERS_MAX })
  return faults
}

/** `08 / 28`, `8/28`, `0828`, `08/2028`: as people and browsers write it. */
export function readExpiry(text: string): Expiry | undefined {
  const [, month, year] = /^(\d{1,2}?)\s*[/.-]?\s*(?:20)?(\d{2})$/.exec(text.trim()) ?? []
  if (!month || !year || Number(month) < 1 || Number(month) > 12) return undefined
  return { month: Number(month), year: 2000 + Number(year) }
}

export const monthOf = (date: Date): Expiry => ({ month: date.getUTCMonth() + 1, year: date.getUTCFullYear() })

/** ISO/IEC 7812-1, annex B: finds every single wrong digit. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** The brand of a card by its first digits; undefined while they do not say. */
export function brandOf(digits: string): 'Visa' | 'Mastercard' | undefined {
  if (digits.startsWith('4')) return 'Visa'
  return /^(5[1-5]|2[2-7])/.test(digits) ? 'Mastercard' : undefined
}

/** `4242 4242 4242 4242`: in groups of four, while it is typed. */
export const groupDigits = (text: string): string =>
  text
    .replaceAll(/\D/g, '')
    .slice(0, 19)
    .replaceAll(/(\d{4})(?=\d)/g, '$1 ')

/** `08 / 28`, while it is typed. */
export function groupExpiry(text: string): string {
  const digits = text.replaceAll(/\D/g, '').slice(0, 4)
  return digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits
}
