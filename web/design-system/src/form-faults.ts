import { countryName, countryOf } from './countries.ts'
import type { Formats } from './format.ts'
import { fill, type Messages } from './messages/messages.ts'

/** What is wrong with a field: a code, so that the page says it in its own language. */
export interface FormFault {
  readonly field: string
  readonly code: keyof Messages['checkout']['errors']
  /** The limit that was passed. */
  readonly count?: number
}

interface Voice {
  readonly messages: Messages
  readonly format: Formats
  /** The country whose rules were broken. */
  readonly country?: string
}

/** The fault in words. */
export function faultText({ code, count }: FormFault, { messages, format, country = '' }: Voice): string {
  const text = messages.checkout.errors[code]
  if (typeof text !== 'string') return format.count(count ?? 0, text)
  return fill(text, {
    country: countryName(country, format.language),
    example: countryOf(country)?.example ?? '',
  })
}

/** Every fault in words: for its field, and with the field's name for the summary at the top. */
export function faultsInWords(faults: readonly FormFault[], voice: Voice) {
  const { checkout } = voice.messages
  const said = faults.map((fault) => ({ field: fault.field, text: faultText(fault, voice) }))
  const summary = said.map(({ field, text }) => ({
    field,
    text: fill(checkout.faultOf, { field: fieldName(field, checkout), text }),
  }))
  return { errors: Object.fromEntries(said.map(({ field, text }) => [field, text])), summary }
}

const LABELS = { card: 'cardNumber', expiry: 'expires' } as const
function fieldName(field: string, words: Messages['checkout']): string {
  const name = words[(LABELS[field as keyof typeof LABELS] ?? field) as keyof Messages['checkout']]
  return typeof name === 'string' ? name : field
}

const EMAIL_MAX = 254

/** Whether a text can be an e-mail address: something, an @, a host with a dot. Whether it is one only a mail shows. */
export const looksLikeEmail = (text: string): boolean =>
  text.length <= EMAIL_MAX && /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/.test(text)
