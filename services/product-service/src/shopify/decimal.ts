import { AMOUNT_MAX, fail, ok, type Result } from '@mallhive/kernel'

export type PriceFault =
  | 'price-currency'
  | 'price-decimals'
  | 'price-negative'
  | 'price-not-a-number'
  | 'price-separators'
  | 'price-too-large'

/**
 * Reads an amount such as `1234.50` into whole minor units, digit by digit.
 *
 * `exponent` is the currency's (ISO 4217). Zeros past it change nothing and are accepted (`10.990` of euros); any other
 * digit there is a fault, for rounding would alter the price.
 */
export function parsePrice(text: string, exponent: number): Result<number, PriceFault> {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return fail(faultOf(text))
  const [, sign, whole = '', decimals = ''] = match
  const kept = decimals.slice(0, exponent).padEnd(exponent, '0')
  if (/[1-9]/.test(decimals.slice(exponent))) return fail('price-decimals')
  const amount = BigInt(whole + kept)
  if (amount > BigInt(AMOUNT_MAX)) return fail('price-too-large')
  if (sign && amount > 0n) return fail('price-negative')
  return ok(Number(amount))
}

/** Writes minor units with the currency's decimals: the text that `parsePrice` reads as the same amount. */
export function formatPrice(amount: number, exponent: number): string {
  if (exponent === 0) return String(amount)
  const digits = String(amount).padStart(exponent + 1, '0')
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** Says what to write instead of a price that cannot be read. */
export function adviceFor(fault: PriceFault, exponent: number): string {
  const example = exponent === 0 ? '1235' : `1234.${'5'.padEnd(exponent, '0')}`
  switch (fault) {
    case 'price-currency':
      return `has a currency sign or code. Write the number alone: ${example}`
    case 'price-decimals':
      return `has more decimals than the currency's ${exponent}. Write it rounded: ${example}`
    case 'price-negative':
      return `is below zero. Write the price without a minus: ${example}`
    case 'price-separators':
      return `has a comma, a space or another separator. Write digits and one decimal point: ${example}`
    case 'price-too-large':
      return `is larger than a price can be. Check for missing decimal points`
    case 'price-not-a-number':
      return `is not a number. Write digits and one decimal point: ${example}`
  }
}

function faultOf(text: string): PriceFault {
  if (/\d/.test(text) && (/\p{Sc}/u.test(text) || /^[A-Z]{3}\s*[\d.,]+$|^[\d.,]+\s*[A-Z]{3}$/i.test(text)))
    return 'price-currency'
  if (/^-?\d[\d.,'’\s_]*$/.test(text)) return 'price-separators'
  return 'price-not-a-number'
}
