import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressFaults } from './address.ts'

const berlin = { name: 'Marlene Vogt', line1: 'Kastanienallee 42', city: 'Berlin', country: 'DE', postalCode: '10119' }

describe('an address', () => {
  it('in Germany needs a postcode of five digits', () => {
    const fault = [{ field: 'postalCode', message: 'A German postcode has five digits, like 10119.' }]
    const without = { name: 'Marlene Vogt', line1: 'Kastanienallee 42', city: 'Berlin', country: 'DE' }
    assert.deepEqual(addressFaults(berlin), [])
    assert.deepEqual(addressFaults({ ...berlin, postalCode: '1011' }), fault)
    assert.deepEqual(addressFaults({ ...berlin, postalCode: '101190' }), fault)
    assert.deepEqual(addressFaults(without), fault)
  })

  it('takes each country’s own postcodes', () => {
    const good = {
      AT: '1010',
      CH: '8001',
      GB: 'SW1A 1AA',
      IE: 'D02 X285',
      NL: '1012 ab',
      PL: '00-001',
      SE: '111 20',
      FR: '75001',
    }
    const bad = { AT: '10100', CH: '800', GB: '12345', IE: 'Dublin', NL: '1012', PL: '00001', SE: '1112', FR: '7500' }
    const faulty = (codes: Record<string, string>) =>
      Object.entries(codes)
        .filter(([country, postalCode]) => addressFaults({ ...berlin, country, postalCode }).length > 0)
        .map(([country]) => country)
    assert.deepEqual(faulty(good), [])
    assert.deepEqual(faulty(bad), Object.keys(bad))
  })

  it('in the United States needs a state, too', () => {
    const american = { ...berlin, country: 'US', postalCode: '10001' }
    assert.deepEqual(addressFaults(american), [
      { field: 'region', message: 'An American address needs its state, like NY.' },
    ])
    assert.deepEqual(addressFaults({ ...american, region: 'NY' }), [])
  })

  it('names every field that is blank', () => {
    assert.deepEqual(
      addressFaults({ ...berlin, name: ' ', line1: '\t', city: ' ' }).map(({ field }) => field),
      ['name', 'line1', 'city'],
    )
  })

  it('in a country we know nothing about needs no more than that', () => {
    assert.deepEqual(addressFaults({ ...berlin, country: 'JP', postalCode: 'any' }), [])
  })
})
