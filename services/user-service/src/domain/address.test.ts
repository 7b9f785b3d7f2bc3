import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressFaults } from './address.ts'

const address = (country: string, postalCode?: string, region?: string) => ({
  name: 'Ann Meyer',
  line1: 'Long Street 1',
  city: 'Town',
  country,
  ...(postalCode !== undefined && { postalCode }),
  ...(region !== undefined && { region }),
})
const said = (...given: Parameters<typeof address>) =>
  addressFaults(address(...given)).map(({ field, message }) => `${field} ${message}`)

describe('an address', () => {
  it('in Germany has a postal code of five digits', () => {
    assert.deepEqual(said('DE', '10115'), [])
    assert.deepEqual(said('DE', '1011'), ['body/address/postalCode must be five digits in DE'])
    assert.deepEqual(said('DE', '101155'), ['body/address/postalCode must be five digits in DE'])
    assert.deepEqual(said('DE', '١٠١١٥'), ['body/address/postalCode must be five digits in DE'])
    assert.deepEqual(said('DE'), ['body/address/postalCode is required in DE'])
  })

  it('in the United States names a state and a ZIP code', () => {
    assert.deepEqual(said('US', '10001-1234', 'NY'), [])
    assert.deepEqual(said('US', '10001', ' '), ['body/address/region is required in US'])
    assert.deepEqual(said('US'), ['body/address/postalCode is required in US', 'body/address/region is required in US'])
  })

  it('has the postal codes of its country, however they are spaced', () => {
    for (const [country, code] of [
      ['GB', 'SW1A 1AA'],
      ['GB', 'm11ae'],
      ['NL', '1012 AB'],
      ['PL', '00-950'],
      ['SE', '114 55'],
      ['AT', '1010'],
    ] as const)
      assert.deepEqual(said(country, code), [])
    assert.deepEqual(said('PL', '00950'), ['body/address/postalCode must be like 00-950 in PL'])
  })

  it('needs no postal code where there is none, and is not checked where we know no rule', () => {
    assert.deepEqual(said('HK'), [])
    assert.deepEqual(said('KE', 'anything'), [])
  })
})
