import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { SearchQuery } from '../search/product-search.ts'
import { postgresSearch } from './product-search-postgres.ts'
import { NOW, testShop, variantContent, wholeFile } from '../../tests/test-shop.ts'

const shop = testShop(wholeFile)

const titles = async (query: Partial<SearchQuery>) => {
  const { database } = await shop
  const answer = await postgresSearch(database.read, { currency: 'EUR' }).find(asked({ sort: 'relevance', ...query }))
  return answer.ok ? answer.value.items.map(({ title }) => title) : answer.error
}

const asked = (query: Partial<SearchQuery>): SearchQuery => ({
  options: [],
  vendors: [],
  types: [],
  tags: [],
  available: false,
  sort: 'newest',
  limit: 100,
  from: { page: 1 },
  facets: false,
  now: NOW,
  ...query,
})

describe('a text', () => {
  before(async () => {
    const { make } = await shop
    await make({ title: 'Oak tray', description: { source: '', html: '<p>For a lamp</p>' } })
    await make({ title: 'Dome lamp' })
    await make({ title: 'Stool', tags: ['lamp'] })
    await make({ title: 'Carafe', variants: [variantContent({ sku: 'KRF-0042' })] })
  })

  it('is best in the title, then beside it, then in the description', async () => {
    assert.deepEqual(await titles({ text: 'lamp' }), ['Dome lamp', 'Stool', 'Oak tray'])
  })

  it('is found by its beginning, without its accents, and by a number of a variant', async () => {
    assert.deepEqual(await titles({ text: 'DÓM' }), ['Dome lamp'])
    assert.deepEqual(await titles({ text: 'krf-0042' }), ['Carafe'])
  })

  it('with a typing mistake finds titles that look alike', async () => {
    assert.deepEqual(await titles({ text: 'carrafe' }), ['Carafe'])
    assert.deepEqual(await titles({ text: 'qqqqqqq' }), [])
  })

  it('without a letter or digit finds nothing, and marks of the search language mean nothing', async () => {
    assert.deepEqual(await titles({ text: '!?' }), [])
    assert.deepEqual(await titles({ text: "lamp' | !stool & (" }), ['Stool'])
  })

  it('is refused with a cursor of another list, or with what is no cursor', async () => {
    const { database } = await shop
    const search = postgresSearch(database.read, { currency: 'EUR' })
    const first = await search.find(asked({ sort: 'newest', limit: 1 }))
    assert.ok(first.ok && first.value.nextCursor)
    for (const cursor of [first.value.nextCursor, 'x', '', Buffer.from('["title-asc",1,2]').toString('base64url')])
      assert.deepEqual(await search.find(asked({ sort: 'title-asc', from: { cursor } })), {
        ok: false,
        error: { code: 'cursor.invalid' },
      })
  })

  it('in a category that is not there is refused', async () => {
    assert.deepEqual(await titles({ category: 'nowhere' }), { code: 'category.not_found' })
  })
})
