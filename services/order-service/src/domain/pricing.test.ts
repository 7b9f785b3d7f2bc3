import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AMOUNT_MAX, divideRounded, money, newId } from '@mallhive/kernel'
import fc from 'fast-check'
import { priceOrder, type Unpriced } from './pricing.ts'
import type { Shop } from './shop.ts'
import { addedTax, includedTax, type TaxClass } from './tax.ts'

const GERMAN = { standard: 19, reduced: 7, zero: 0 }
const HALDOW: Shop = { currency: 'EUR', country: 'DE', pricesIncludeTax: true }

const line = (amount: number, quantity: number, taxClass: TaxClass = 'standard', currency = 'EUR'): Unpriced => ({
  variantId: newId(),
  productId: newId(),
  handle: 'thing',
  title: 'Thing',
  variantTitle: '',
  quantity,
  unitPrice: money(amount, currency),
  taxClass,
})
const price = (...parameters: Parameters<typeof priceOrder>) => {
  const priced = priceOrder(...parameters)
  assert(priced.ok)
  return priced.value
}

describe('tax', () => {
  it('is taken out of a gross amount, half away from zero', () => {
    const asked = [
      [43_000, 19], // 430.00 / 1.19 = 361.3445: 68.6555
      [14_900, 19],
      [107, 7],
      [119, 19],
      [3, 19], // 3 / 1.19 = 2.5210: 0.4790
      [1_081, 8.1],
      [2_510, 25.5], // 2510 / 1.255 = 2000 exactly
      [5, 0],
    ] as const
    assert.deepEqual(
      asked.map(([gross, percent]) => includedTax(gross, percent)),
      [6_866, 2_379, 7, 19, 0, 81, 510, 0],
    )
  })

  it('is put on top of a net amount, half away from zero', () => {
    const asked = [
      [1_000, 19],
      [50, 19], // 9.5
      [50, 7], // 3.5
      [10, 5], // 0.5
      [9, 5], // 0.45
    ] as const
    assert.deepEqual(
      asked.map(([net, percent]) => addedTax(net, percent)),
      [190, 10, 4, 1, 0],
    )
  })

  it('stays exact at the largest amount of the shop', () => {
    assert.equal(includedTax(AMOUNT_MAX, 25.5), 203_187_250_996)
    assert.equal(addedTax(AMOUNT_MAX, 25.5), 255_000_000_000)
  })
})

describe('an order’s price', () => {
  it('is the one on the mock-up: 430.00 € with 68.66 € VAT, free delivery', () => {
    const lines = [line(14_900, 1), line(2_400, 4), line(12_900, 1), line(2_800, 2)]
    const { totals } = price(HALDOW, lines, GERMAN)
    assert.deepEqual(totals, {
      subtotal: money(43_000, 'EUR'),
      discount: money(0, 'EUR'),
      shipping: money(0, 'EUR'),
      shippingTax: money(0, 'EUR'),
      // By line: 23.79 + 15.33 + 20.60 + 8.94
      tax: money(6_866, 'EUR'),
      taxIncluded: true,
      taxes: [{ percent: 19, amount: money(6_866, 'EUR') }],
      total: money(43_000, 'EUR'),
    })
  })

  it('taxes shipping like a line, and lists each rate', () => {
    const { lines, totals } = price(
      HALDOW,
      [line(1_190, 1), line(535, 2, 'reduced'), line(300, 1, 'zero')],
      GERMAN,
      money(490, 'EUR'),
    )
    assert.deepEqual(
      lines.map(({ taxPercent, tax }) => [taxPercent, tax.amount]),
      [
        [19, 190],
        [7, 70],
        [0, 0],
      ],
    )
    assert.deepEqual(
      [totals.shippingTax.amount, totals.tax.amount, totals.total.amount],
      // 4.90 − 4.90 / 1.19 = 0.7824
      [78, 338, 3_050],
    )
    assert.deepEqual(
      totals.taxes.map(({ percent, amount }) => [percent, amount.amount]),
      [
        [19, 268],
        [7, 70],
      ],
    )
  })

  it('adds the tax where prices do not include it', () => {
    const { totals } = price({ ...HALDOW, pricesIncludeTax: false }, [line(1_050, 3)], GERMAN, money(490, 'EUR'))
    // 31.50 × 19 % = 5.985; 4.90 × 19 % = 0.931
    assert.deepEqual([totals.tax.amount, totals.shippingTax.amount, totals.total.amount], [692, 93, 4_332])
  })

  it('takes the tax of a line after its part of the discount', () => {
    const { lines, totals } = price(HALDOW, [line(1_000, 1), line(1_000, 1), line(1_000, 1)], GERMAN, undefined, 1_000)
    assert.deepEqual(
      lines.map(({ discount, tax }) => [discount.amount, tax.amount]),
      [
        // (10.00 − 3.34) · 19 / 119 = 1.0634; (10.00 − 3.33) · 19 / 119 = 1.0650
        [334, 106],
        [333, 106],
        [333, 106],
      ],
    )
    assert.equal(totals.total.amount, 2_000)
  })

  it('is refused when it grows beyond what can be counted, and not one cent before', () => {
    const half = AMOUNT_MAX / 2
    assert.equal(priceOrder(HALDOW, [line(half, 1)], GERMAN).ok, true)
    assert.deepEqual(priceOrder(HALDOW, [line(half + 1, 1)], GERMAN), {
      ok: false,
      error: { code: 'order.too_large' },
    })
  })

  it('sums exactly in every currency, with every rate, with and without tax included', () => {
    const rate = fc.integer({ min: 0, max: 3_000 }).map((hundredths) => hundredths / 100)
    const asked = fc.record({
      currency: fc.constantFrom('JPY', 'EUR', 'KWD'),
      pricesIncludeTax: fc.boolean(),
      percents: fc.record({ standard: rate, reduced: rate, zero: fc.constant(0) }),
      lines: fc.array(
        fc.record({
          amount: fc.integer({ min: 0, max: 10_000_000 }),
          quantity: fc.integer({ min: 1, max: 999 }),
          taxClass: fc.constantFrom('standard' as const, 'reduced' as const, 'zero' as const),
        }),
        { minLength: 1, maxLength: 30 },
      ),
      shipping: fc.integer({ min: 0, max: 100_000 }),
      discount: fc.integer({ min: 0, max: 50_000_000 }),
    })
    fc.assert(
      fc.property(asked, ({ currency, pricesIncludeTax, percents, lines: given, shipping, discount }) => {
        const { lines, totals } = price(
          { currency, country: 'DE', pricesIncludeTax },
          given.map(({ amount, quantity, taxClass }) => line(amount, quantity, taxClass, currency)),
          percents,
          money(shipping, currency),
          discount,
        )
        const sumOf = (part: 'total' | 'discount' | 'tax') => lines.reduce((sum, each) => sum + each[part].amount, 0)
        const tax = sumOf('tax') + totals.shippingTax.amount
        assert.equal(sumOf('total'), totals.subtotal.amount)
        assert.equal(sumOf('discount'), totals.discount.amount)
        assert.equal(tax, totals.tax.amount)
        assert.equal(
          totals.taxes.reduce((sum, { amount }) => sum + amount.amount, 0),
          tax,
        )
        assert.equal(totals.total.amount, sumOf('total') - sumOf('discount') + shipping + (pricesIncludeTax ? 0 : tax))
        assert(totals.total.amount >= 0)
        for (const { taxPercent, total, discount: part, tax: own } of lines) {
          const base = total.amount - part.amount
          const hundredths = Math.round(taxPercent * 100)
          const divisor = pricesIncludeTax ? 10_000 + hundredths : 10_000
          assert.equal(own.amount, divideRounded(base * hundredths, divisor))
        }
      }),
      { numRuns: 20_000 },
    )
  })
})
