import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressFaults, addressLines, addressValues, postalAddress, readAddress } from './address-form.ts'
import { countries } from './countries.ts'
import { formats } from './format.ts'
import { faultsInWords } from './form-faults.ts'
import { messages } from './messages/messages.ts'

const marlene = {
  name: 'Marlene Vogt',
  street: 'Kastanienallee 42',
  extra: 'Hof 2',
  postcode: '10119',
  city: 'Berlin',
  region: 'Brandenburg',
  country: 'DE',
}

test('an address goes to the services without what its country does not need, and comes back as it was typed', () => {
  const address = postalAddress(marlene)
  assert.deepEqual(address, {
    name: 'Marlene Vogt',
    line1: 'Kastanienallee 42',
    line2: 'Hof 2',
    postalCode: '10119',
    city: 'Berlin',
    country: 'DE',
  })
  assert.deepEqual(addressValues(address), { ...marlene, region: '' })
  assert.equal(postalAddress({ ...marlene, country: 'US', region: 'NY' }).region, 'NY')
})

test('an address stands on a parcel line by line', () => {
  assert.deepEqual(
    addressLines(postalAddress(marlene), 'Germany').filter((line) => line !== undefined),
    ['Marlene Vogt', 'Kastanienallee 42', 'Hof 2', '10119 Berlin', 'Germany'],
  )
})

test('what is read from a form has no spaces around it, and a country the shop delivers to', () => {
  const form = new FormData()
  form.set('city', ' Berlin ')
  form.set('country', 'ZZ')
  const values = readAddress(form, 'AT')
  assert.equal(values.city, 'Berlin')
  assert.equal(values.country, 'AT')
})

test('each fault is said in words, at its field and with its field’s name above', () => {
  const faults = addressFaults({ ...marlene, postcode: '1011', city: '' })
  const voice = { messages: messages('en'), format: formats('en'), country: 'DE' }
  assert.deepEqual(faultsInWords(faults, voice), {
    errors: { postcode: 'This is not a postcode of Germany, like 10119.', city: 'Please fill this in.' },
    summary: [
      { field: 'postcode', text: 'Postcode: This is not a postcode of Germany, like 10119.' },
      { field: 'city', text: 'Town: Please fill this in.' },
    ],
  })
  const german = { messages: messages('de'), format: formats('de'), country: 'DE' }
  assert.equal(
    faultsInWords([{ field: 'name', code: 'tooLong', count: 200 }], german).errors['name'],
    'Höchstens 200 Zeichen.',
  )
})

test('every country the shop delivers to says how its postcodes look, and takes such a one', () => {
  const silent = countries.filter(({ postcode, example }) => example === undefined || !postcode?.test(example))
  assert.deepEqual([countries.length, silent], [31, []])
})
