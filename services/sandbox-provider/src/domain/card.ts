import { fail, ok, type Result } from '@mallhive/kernel'

/** What a card does when it is charged. */
export type Behaviour =
  | 'approves'
  | 'approvesMastercard'
  | 'declines'
  | 'declinesForFunds'
  | 'asksForSecondStep'
  | 'answersSlowly'
  | 'chargesThenTimesOut'
  | 'capturesThenTimesOut'
  | 'refusesCapture'

/** The number of the test card for each behaviour. */
export type TestCards = Readonly<Record<Behaviour, string>>

export interface KnownCard {
  readonly brand: string
  readonly last4: string
  readonly behaviour: Behaviour
}

/** Reads a card. Of its number nothing is kept but the last four digits. `month` and `year` are the present ones. */
export function readCard(
  card: { readonly number: string; readonly expiryMonth: number; readonly expiryYear: number },
  now: { readonly month: number; readonly year: number },
  testCards: TestCards,
): Result<KnownCard, string> {
  const digits = card.number.replaceAll(' ', '')
  if (digits.length < 12 || digits.length > 19 || !passesLuhn(digits)) return fail('The card number is not valid')
  const isOver = card.expiryYear < now.year || (card.expiryYear === now.year && card.expiryMonth < now.month)
  if (isOver) return fail('The card has expired')
  const behaviour = behaviourOf(digits, testCards)
  return behaviour
    ? ok({ brand: brandOf(digits), last4: digits.slice(-4), behaviour })
    : fail('This is a sandbox: only its test cards are known here')
}

/** ISO/IEC 7812-1, annex B. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

function behaviourOf(digits: string, testCards: TestCards): Behaviour | undefined {
  for (const [behaviour, number] of Object.entries(testCards)) if (number === digits) return behaviour as Behaviour
  return undefined
}

function brandOf(digits: string): string {
  if (digits.startsWith('4')) return 'Visa'
  if (/^(5[1-5]|2[2-7])/.test(digits)) return 'Mastercard'
  return 'Card'
}
