import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formats, messages } from '@mallhive/design-system/text'
import { readAddress } from './list-address.ts'
import { chipsOf, facetsOf } from './list-facets.ts'

const words = messages('de').list
const read = (query: string) => readAddress(new URLSearchParams(query), undefined)
const colour = {
  ...{ key: 'option:Colour', label: 'Colour', display: 'swatch' as const },
  values: [{ value: 'Clay', label: 'Clay', count: 7, swatch: '#c0694d' }],
}

test('a filter names its field of the address and says what is chosen, also what nothing has any more', () => {
  assert.deepEqual(facetsOf([colour], read('option=Colour:Clay&option=Colour:Plum&option=Size:L'), words), [
    {
      name: 'option',
      label: 'Colour',
      values: [
        { value: 'Colour:Clay', label: 'Clay', count: 7, chosen: true, paint: '#c0694d' },
        { value: 'Colour:Plum', label: 'Plum', count: 0, chosen: true, paint: undefined },
      ],
    },
  ])
})

test('filters that no merchant named are said in the shopper’s language, and empty ones are left out', () => {
  const vendor = {
    key: 'vendor',
    label: 'Vendor',
    display: 'list' as const,
    values: [{ value: 'A', label: 'A', count: 1 }],
  }
  const named = { ...vendor, key: 'type', label: 'Art des Rades' }
  const stock = {
    key: 'available',
    label: 'Availability',
    display: 'list' as const,
    values: [{ value: 'true', label: 'In stock', count: 3 }],
  }
  const none = { key: 'tag', label: 'Tag', display: 'list' as const, values: [] }
  const price = { key: 'price', label: 'Price', display: 'range' as const, values: [] }
  const facets = facetsOf([vendor, named, stock, none, price], read(''), words)
  assert.deepEqual(
    facets.map(({ name, label, values }) => [name, label, values[0]?.label]),
    [
      ['vendor', words.vendor, 'A'],
      ['type', 'Art des Rades', 'A'],
      ['available', words.availability, words.inStock],
    ],
  )
})

test('each chip leads to the first page of the list without it', () => {
  const address = read('q=lamp&option=Colour:Clay&vendor=Haldow&from=10&to=20,5&available=true&page=3')
  const english = { currency: 'EUR', words: messages('en').list, format: formats('en') }
  assert.deepEqual(chipsOf(address, english), [
    { label: 'Clay', href: '/products?q=lamp&vendor=Haldow&from=10&to=20%2C5&available=true' },
    { label: 'Haldow', href: '/products?q=lamp&option=Colour%3AClay&from=10&to=20%2C5&available=true' },
    {
      label: '10.00\u00a0€ – 20.50\u00a0€',
      href: '/products?q=lamp&option=Colour%3AClay&vendor=Haldow&available=true',
    },
    { label: 'In stock', href: '/products?q=lamp&option=Colour%3AClay&vendor=Haldow&from=10&to=20%2C5' },
  ])
  assert.deepEqual(chipsOf(read('from=cheap'), english), [])
})
