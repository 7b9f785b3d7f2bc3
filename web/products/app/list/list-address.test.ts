import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entriesOf, hrefOf, minorUnits, queryOf, readAddress } from './list-address.ts'

const read = (query: string, category?: string) => readAddress(new URLSearchParams(query), category)

test('an address is read and written again without what it does not need', () => {
  const messy = 'to=100&option=Colour%3AClay&from=&q=+lamp+&option=Colour%3AMoss&option=Colour%3AClay&page=1&utm=x'
  assert.equal(hrefOf(read(messy)), '/products?q=lamp&option=Colour%3AClay&option=Colour%3AMoss&to=100')
  assert.equal(hrefOf(read('', 'table-and-kitchen')), '/products/category/table-and-kitchen')
  assert.equal(
    hrefOf(read('page=2&available=true&sort=newest', 'desk')),
    '/products/category/desk?available=true&sort=newest&page=2',
  )
})

test('what is no page, no order or no yes counts as not said', () => {
  for (const query of ['page=0', 'page=-3', 'page=x', 'page=', 'sort=cheap', 'available=maybe', 'vendor=']) {
    assert.equal(hrefOf(read(query)), '/products', query)
  }
  assert.equal(read('page=1e9').page, 400)
  assert.equal(read(`q=${'x'.repeat(300)}`).q.length, 200)
  assert.equal(read(`vendor=${'x'.repeat(256)}`).vendor.length, 0)
})

test('product-service is asked in minor units, whatever sign people type before the cents', () => {
  assert.deepEqual(queryOf(read('from=12,5&to=100&vendor=Haldow'), 'EUR'), {
    vendor: ['Haldow'],
    priceMin: 1250,
    priceMax: 10_000,
    facets: true,
    limit: 24,
    page: 1,
  })
  assert.equal(minorUnits('500', 'JPY'), 500)
  assert.equal(minorUnits('1.234', 'TND'), 1_234)
  assert.equal(minorUnits('999999999', 'EUR'), 1_000_000_000)
  for (const text of ['', 'abc', '-5', '1e5', '1.2.3', '12 €']) assert.equal(minorUnits(text, 'EUR'), undefined, text)
})

test('a form that sets a field itself keeps the others', () => {
  assert.deepEqual(entriesOf(read('q=lamp&sort=newest&page=3&type=Lamps'), ['sort', 'page']), [
    ['q', 'lamp'],
    ['type', 'Lamps'],
  ])
})
