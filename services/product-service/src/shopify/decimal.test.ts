import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatPrice, parsePrice } from './decimal.ts'

describe('prices in a file', () => {
  const read = (text: string, exponent = 2) => {
    const amount = parsePrice(text, exponent)
    return amount.ok ? amount.value : amount.error
  }

  it('are read into minor units by the decimals of the currency', () => {
    assert.deepEqual([read('10'), read('10.5'), read('0.07'), read('1899.99')], [1000, 1050, 7, 189999])
    assert.deepEqual([read('1234', 0), read('1.234', 3), read('0.000', 3)], [1234, 1234, 0])
  })

  it('may have zeros past the decimals of the currency, but no other digit', () => {
    assert.deepEqual([read('10.990'), read('1000.00', 0)], [1099, 1000])
    assert.deepEqual([read('10.999'), read('10.5', 0)], ['price-decimals', 'price-decimals'])
  })

  it('are never guessed when they are written in another way', () => {
    assert.deepEqual(
      ['1,234.50', '12,50', '1 234', '1.234.50', "1'234"].map((text) => read(text)),
      ['price-separators', 'price-separators', 'price-separators', 'price-separators', 'price-separators'],
    )
    assert.deepEqual(
      ['$10', '10 €', 'EUR 10', '10.00 usd'].map((text) => read(text)),
      ['price-currency', 'price-currency', 'price-currency', 'price-currency'],
    )
    assert.deepEqual(
      ['free', 'N/A', '1e3', '.5', '5.', 'Infinity', '٣'].map((text) => read(text)),
      [
        ...['price-not-a-number', 'price-not-a-number', 'price-not-a-number', 'price-not-a-number'],
        ...['price-separators', 'price-not-a-number', 'price-not-a-number'],
      ],
    )
  })

  it('are neither below zero nor past what an amount may be', () => {
    assert.deepEqual([read('-1'), read('-0.00')], ['price-negative', 0])
    assert.deepEqual([read('10000000000.00'), read('10000000000.01')], [1_000_000_000_000, 'price-too-large'])
  })

  it('are written so that they are read as the same amount', () => {
    assert.deepEqual(
      [formatPrice(0, 2), formatPrice(7, 2), formatPrice(1234, 0), formatPrice(5, 3)],
      ['0.00', '0.07', '1234', '0.005'],
    )
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.constantFrom(0, 2, 3), (amount, exponent) => {
        assert.equal(read(formatPrice(amount, exponent), exponent), amount)
      }),
    )
  })
})
