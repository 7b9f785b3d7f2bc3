import { allocate, AMOUNT_MAX, fail, money, ok, type Money, type Result } from '@mallhive/kernel'
import type { OrderLine, Totals } from '../../contract/order.ts'
import type { Shop } from './shop.ts'
import { addedTax, includedTax, type TaxPercents } from './tax.ts'

/** A line before it is priced: what it is, how many, and what one costs. */
export type Unpriced = Omit<OrderLine, 'total' | 'discount' | 'taxPercent' | 'tax'>

export interface Priced {
  readonly lines: readonly OrderLine[]
  readonly totals: Totals
}
export type TooLarge = { readonly code: 'order.too_large' }

/**
 * Prices an order in whole minor units. Tax is computed for each line after its part of the discount, rounded half away from zero, then
 * summed; shipping is taxed like a line of the standard class. The parts sum exactly to the total.
 */
export function priceOrder(
  shop: Shop,
  unpriced: readonly Unpriced[],
  percents: TaxPercents,
  shipping: Money = money(0, shop.currency),
  orderDiscount = 0,
): Result<Priced, TooLarge> {
  const lineTotals = unpriced.map(({ unitPrice, quantity }) => unitPrice.amount * quantity)
  const subtotal = add(lineTotals)
  // Twice the goods leaves room for the tax on top; beyond it sums would no longer be exact.
  if (subtotal * 2 + shipping.amount * 2 > AMOUNT_MAX) return fail({ code: 'order.too_large' })

  const discount = Math.min(orderDiscount, subtotal)
  const discounts = discount > 0 ? allocate(discount, lineTotals) : lineTotals.map(() => 0)
  const taxOf = shop.pricesIncludeTax ? includedTax : addedTax
  const inCurrency = (amount: number) => money(amount, shop.currency)

  const lines = unpriced.map((line, index): OrderLine => {
    const [total, part] = [lineTotals[index]!, discounts[index]!]
    const taxPercent = percents[line.taxClass]
    const tax = taxOf(total - part, taxPercent)
    return { ...line, total: inCurrency(total), discount: inCurrency(part), taxPercent, tax: inCurrency(tax) }
  })
  const shippingTax = taxOf(shipping.amount, percents.standard)
  const tax = add(lines.map((line) => line.tax.amount)) + shippingTax
  const total = subtotal - discount + shipping.amount + (shop.pricesIncludeTax ? 0 : tax)

  return ok({
    lines,
    totals: {
      subtotal: inCurrency(subtotal),
      discount: inCurrency(discount),
      shipping,
      shippingTax: inCurrency(shippingTax),
      tax: inCurrency(tax),
      taxIncluded: shop.pricesIncludeTax,
      taxes: byPercent(lines, percents.standard, shippingTax).map(([percent, amount]) => ({
        percent,
        amount: inCurrency(amount),
      })),
      total: inCurrency(total),
    },
  })
}

/** How much tax at which rate, the highest rate first; what is not taxed is not listed. */
function byPercent(
  lines: readonly OrderLine[],
  shippingPercent: number,
  shippingTax: number,
): readonly (readonly [number, number])[] {
  const amounts = new Map<number, number>()
  const count = (percent: number, amount: number) => amounts.set(percent, (amounts.get(percent) ?? 0) + amount)
  for (const { taxPercent, tax } of lines) count(taxPercent, tax.amount)
  if (shippingTax > 0) count(shippingPercent, shippingTax)
  return [...amounts].filter(([percent]) => percent > 0).sort(([a], [b]) => b - a)
}

const add = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)
