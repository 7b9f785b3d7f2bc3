import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkoutFaults, readCheckout } from './checkout-form.ts'

const typed = {
  email: 'marlene@example.com',
  name: 'Marlene Vogt',
  street: 'Kastanienallee 42',
  extra: '',
  postcode: '10119',
  city: 'Berlin',
  country: 'DE',
  delivery: 'dhl',
}
function checkout(changed: Partial<typeof typed> & { region?: string } = {}) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...typed, ...changed })) form.set(name, value)
  return readCheckout(form, 'DE')
}

test('a whole form has no faults, and spaces around its words do not count', () => {
  const values = checkout({ email: ' marlene@example.com ', city: ' Berlin ' })
  assert.deepEqual(checkoutFaults(values), [])
  assert.equal(values.email, 'marlene@example.com')
  assert.equal(values.address.city, 'Berlin')
})

test('what is missing is named in the order of the page', () => {
  assert.deepEqual(checkoutFaults(readCheckout(new FormData(), 'DE')), [
    { field: 'email', code: 'required' },
    { field: 'name', code: 'required' },
    { field: 'street', code: 'required' },
    { field: 'postcode', code: 'required' },
    { field: 'city', code: 'required' },
    { field: 'delivery', code: 'choose' },
  ])
})

test('a postcode is held to its country’s', () => {
  assert.deepEqual(checkoutFaults(checkout({ postcode: '1011' })), [{ field: 'postcode', code: 'postcode' }])
  assert.deepEqual(checkoutFaults(checkout({ postcode: '1011', country: 'AT' })), [])
  assert.deepEqual(checkoutFaults(checkout({ postcode: '1012 ab', country: 'NL' })), [])
})

test('an American address needs its state', () => {
  assert.deepEqual(checkoutFaults(checkout({ postcode: '10001', country: 'US' })), [
    { field: 'region', code: 'region' },
  ])
  assert.deepEqual(checkoutFaults(checkout({ postcode: '10001', country: 'US', region: 'NY' })), [])
})

test('an e-mail address has an @ and a host, and no field is longer than its limit', () => {
  for (const email of ['marlene', 'a@b', 'a b@example.com', `${'x'.repeat(250)}@example.com`])
    assert.deepEqual(checkoutFaults(checkout({ email })), [{ field: 'email', code: 'email' }], email)
  assert.deepEqual(checkoutFaults(checkout({ city: 'x'.repeat(101) })), [
    { field: 'city', code: 'tooLong', count: 100 },
  ])
})

test('a country that is not delivered to is not taken from a form', () => {
  assert.equal(checkout({ country: 'XX' }).address.country, 'DE')
})
