import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { VariantContent } from './product-content.ts'
import { currencyFaults, optionFaults } from './product-faults.ts'

const options = (...names: string[]) => names.map((name) => ({ name, extra: {} }))
const variant = (optionValues: string[], currency = 'EUR'): VariantContent => ({
  optionValues,
  requiresShipping: true,
  taxClass: 'standard',
  tracked: true,
  soldOutPolicy: 'deny',
  price: { currency, amount: 1 },
  extra: {},
})

describe('options and variants', () => {
  it('agree when each variant has one value for each option and no combination is there twice', () => {
    assert.deepEqual(
      optionFaults({ options: options('Colour', 'Size'), variants: [variant(['Red', 'S']), variant(['Red', 'M'])] }),
      [],
    )
    assert.deepEqual(optionFaults({ options: [], variants: [variant([])] }), [])
  })

  it('disagree by name of what is wrong', () => {
    const faults = optionFaults({
      options: options('Colour', 'colour'),
      variants: [variant(['Red', 'Red']), variant(['Red']), variant(['Red', 'Red'])],
    })
    assert.deepEqual(faults, [
      { field: 'options/1', message: '“colour” is there twice' },
      { field: 'variants/1/options', message: 'has 1 values for 2 options' },
      { field: 'variants/2/options', message: 'has the same values as variant 0' },
    ])
  })

  it('without options allow one variant only', () => {
    assert.deepEqual(optionFaults({ options: [], variants: [variant([]), variant([])] }), [
      { field: 'variants/1/options', message: 'has the same values as variant 0' },
    ])
  })
})

describe('prices', () => {
  it('are all in the shop’s currency', () => {
    assert.deepEqual(currencyFaults({ variants: [variant([]), variant([], 'USD')] }, 'EUR'), [
      { field: 'variants/1/price/currency', message: 'must be EUR, the shop’s currency' },
    ])
  })
})
