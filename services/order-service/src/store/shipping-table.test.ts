import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { money } from '@mallhive/kernel'
import { Value } from 'typebox/value'
import { HALDOW_SHIPPING } from './haldow-shipping.ts'
import { ShippingTable, tableOfShipping } from './shipping-table.ts'
import { EUROPEAN_VAT, tableOfTaxes, TaxTable } from './tax-table.ts'

const rates = tableOfShipping(HALDOW_SHIPPING, 'EUR')
const SATURDAY = new Date('2026-11-21T13:06:00Z')
const parcel = { country: 'DE', worth: 43_000, grams: 5_000, requiresShipping: true, orderedAt: SATURDAY }

describe('the shipping table of Haldow', () => {
  it('fits its own description, as does the table of taxes', () => {
    assert.equal(Value.Check(ShippingTable, HALDOW_SHIPPING), true)
    assert.equal(Value.Check(TaxTable, EUROPEAN_VAT), true)
  })

  it('offers what the mock-up shows for an order of Saturday 21 November 2026', async () => {
    assert.deepEqual(await rates.optionsFor(parcel), [
      {
        method: 'dhl',
        title: 'DHL, to your door',
        price: money(0, 'EUR'),
        arrivesFrom: '2026-11-24',
        arrivesTo: '2026-11-26',
      },
      {
        method: 'dhl-express',
        title: 'DHL Express, with signature',
        price: money(990, 'EUR'),
        arrivesFrom: '2026-11-24',
        arrivesTo: '2026-11-24',
      },
    ])
  })

  it('is free from 80 € on, and costs 4.90 € one cent below', async () => {
    const priceOf = async (worth: number) => (await rates.optionsFor({ ...parcel, worth }))[0]?.price.amount
    assert.deepEqual([await priceOf(8_000), await priceOf(7_999)], [0, 490])
  })

  it('delivers to every country of the Union and four more, and nowhere else', async () => {
    const countries = [...Object.keys(EUROPEAN_VAT), 'CH', 'NO', 'GB', 'US', 'JP']
    const served = await Promise.all(
      countries.map(async (country) => (await rates.optionsFor({ ...parcel, country })).length),
    )
    assert.deepEqual(served, [...countries.slice(0, -1).map(() => 2), 0])
  })

  it('speaks the shopper’s language, and English to others', async () => {
    const titleIn = async (language: string) => (await rates.optionsFor({ ...parcel, language }))[0]?.title
    assert.deepEqual(await Promise.all(['de', 'de-AT', 'pl'].map(titleIn)), [
      'DHL, an die Haustür',
      'DHL, an die Haustür',
      'DHL, to your door',
    ])
  })

  it('sends nothing where there is nothing to send', async () => {
    const [only] = await rates.optionsFor({ ...parcel, requiresShipping: false })
    assert.deepEqual([only?.method, only?.price.amount], ['none', 0])
  })
})

describe('the table of taxes', () => {
  it('knows countries and regions, and taxes no export', async () => {
    const table = tableOfTaxes({ ...EUROPEAN_VAT, 'US-NY': { standard: 8.88, reduced: 0 } })
    assert.deepEqual(
      await Promise.all([
        table.percentsFor({ country: 'DE' }),
        table.percentsFor({ country: 'FI' }),
        table.percentsFor({ country: 'US', region: 'NY' }),
        table.percentsFor({ country: 'US', region: 'OR' }),
      ]),
      [
        { standard: 19, reduced: 7, zero: 0 },
        { standard: 25.5, reduced: 13.5, zero: 0 },
        { standard: 8.88, reduced: 0, zero: 0 },
        { standard: 0, reduced: 0, zero: 0 },
      ],
    )
  })
})
