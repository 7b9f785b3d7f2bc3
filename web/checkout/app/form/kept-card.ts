import { textOf } from '@mallhive/design-system/forms'
import type { CardValues } from './card-form.ts'

/**
 * What a form that comes back keeps of a card: the payment provider's token, which nobody but payment-service can charge, and what
 * shows the shopper which card it is. Never the number.
 */
export interface KeptCard {
  readonly token: string
  readonly brand: string
  readonly last4: string
}

/** The fields of a form that carry it. */
export const keptFields = ({ token, brand, last4 }: KeptCard) =>
  [
    ['token', token],
    ['brand', brand],
    ['last4', last4],
  ] as const

export function readKept(form: FormData): KeptCard | undefined {
  const [token, brand, last4] = [textOf(form, 'token'), textOf(form, 'brand'), textOf(form, 'last4')]
  if (!/^[\x21-\x7e]{1,200}$/.test(token) || !/^\d{4}$/.test(last4) || brand.length > 30) return undefined
  return { token, brand, last4 }
}

/** Whether another card was typed in its place. A name alone is none: browsers fill it in by themselves. */
export const isTyped = ({ card, expiry, code }: CardValues): boolean => card + expiry + code !== ''
