import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressFaults } from './address-rules.ts'

const berlin = { name: 'Marlene Vogt', line1: 'Kastanienallee 42', city: 'Berlin', country: 'DE', postalCode: '10119' }

describe('an address', () => {
  it('in Germany needs a postcode of five digits', () => {
    const fault = [{ field: 'postalCode', message: 'A postcode in DE looks like 10119.' }]
    const { postalCode: _, ...without } = berlin
    assert.deepEqual(addressFaults(berlin), [])
    for (const postalCode of ['1011', '101190', '١٠١١٥', ' '])
      assert.deepEqual(addressFaults({ ...berlin, postalCode }), fault)
    assert.deepEqual(addressFaults(without), fault)
  })

  it('takes each country’s own postcodes, however they are spaced', () => {
    const good = {
      AT: '1010',
      CH: '8001',
      GB: 'm11ae',
      IE: 'D02 X285',
      NL: '1012 ab',
      PL: '00-950',
      SE: ' 111 20 ',
      FR: '75001',
    }
    const bad = { AT: '10100', CH: '800', GB: '12345', IE: 'Dublin', NL: '1012', PL: '00950', SE: '1112', FR: '7500' }
    const faulty = (codes: Record<string, string>) =>
      Object.entries(codes)
        .filter(([country, postalCode]) => addressFaults({ ...berlin, country, postalCode }).length > 0)
        .map(([country]) => country)
    assert.deepEqual(faulty(good), [])
    assert.deepEqual(faulty(bad), Object.keys(bad))
  })

  it('where mail needs it names its state or province, too', () => {
    const american = { ...berlin, country: 'US', postalCode: '10001-1234' }
    const fault = [{ field: 'region', message: 'An address in US needs its state or province.' }]
    assert.deepEqual(addressFaults(american), fault)
    assert.deepEqual(addressFaults({ ...american, region: ' ' }), fault)
    assert.deepEqual(addressFaults({ ...american, region: 'NY' }), [])
    assert.deepEqual(
      addressFaults({ ...berlin, country: 'BR', postalCode: '' }).map(({ field }) => field),
      ['region'],
    )
  })

  it('names every field that is blank', () => {
    assert.deepEqual(
      addressFaults({ ...berlin, name: ' ', line1: '\t', city: ' ' }),
      ['name', 'line1', 'city'].map((field) => ({ field, message: 'Please fill this in.' })),
    )
  })

  it('needs no more than that where there are no postcodes, or we know no rule', () => {
    const { postalCode: _, ...without } = berlin
    assert.deepEqual(addressFaults({ ...without, country: 'HK' }), [])
    assert.deepEqual(addressFaults({ ...berlin, country: 'KE', postalCode: 'anything' }), [])
  })
})
