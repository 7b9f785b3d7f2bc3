import { textOf } from '@mallhive/design-system/forms'
import type { Money } from '@mallhive/kernel'

/** The total that the form showed: `43000 EUR`. */
export const writeTotal = ({ amount, currency }: Money): string => `${amount} ${currency}`

export function readTotal(form: FormData): Money | undefined {
  const [, amount, currency] = /^(\d{1,13}) ([A-Z]{3})$/.exec(textOf(form, 'expected')) ?? []
  return amount !== undefined && currency !== undefined ? { amount: Number(amount), currency } : undefined
}
