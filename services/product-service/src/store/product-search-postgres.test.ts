import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import type { StoredProduct } from '../domain/stored-product.ts'
import type { SearchQuery, Wanted } from '../search/product-search.ts'
import { bruteForce, inOrder, type Everything } from '../../tests/brute-force.ts'
import { postgresCategories } from './categories.ts'
import { postgresSearch } from './product-search-postgres.ts'
import {
  COLOURS,
  dice,
  randomProduct,
  randomQuery,
  SIZES,
  SORTS,
  TYPES,
  VENDORS,
} from '../../tests/random-catalogue.ts'
import { postgresReservations } from './reservations.ts'
import { postgresShowcase } from './showcase.ts'
import { NOW, testShop, wholeFile } from '../../tests/test-shop.ts'

const nothing: Wanted = { options: [], vendors: [], types: [], tags: [], available: false }
const asked = (wanted: Wanted, more: Partial<SearchQuery> = {}): SearchQuery => ({
  ...wanted,
  sort: 'newest',
  limit: 100,
  from: { page: 1 },
  facets: false,
  now: NOW,
  ...more,
})

const shop = testShop(wholeFile)
const PRODUCTS = 90

describe('searching a random catalogue', () => {
  const roll = dice(20260301)
  const found: { all: Everything; search: ReturnType<typeof postgresSearch> } = {} as never

  before(async () => {
    const { database, catalogue, make } = await shop
    const categories = postgresCategories(database)
    const save = async (content: Partial<Parameters<typeof categories.save>[1]> & { handle: string }) => {
      const id = newId()
      const content_ = { title: content.handle, position: 0, rule: { types: [], tags: [] }, ...content }
      assert.ok((await categories.save(id, content_, { mustExist: false, now: NOW })).ok)
      return id
    }
    const all = await save({ handle: 'all' })
    await save({ handle: 'seats', parentId: all, rule: { types: ['Stool'], tags: [] } })
    const gifts = await save({ handle: 'gifts', parentId: all, rule: { types: [], tags: ['GIFT'] } })
    const picks = await save({ handle: 'picks', parentId: gifts })

    const made: StoredProduct[] = []
    while (made.length < PRODUCTS) made.push(await make(randomProduct(roll)))
    const byHand = roll.some(made, 12).map(({ id }) => id)
    assert.ok((await categories.setProducts(picks, byHand)).ok)
    const featured = roll.some(made, 9).map(({ id }) => id)
    assert.ok((await postgresShowcase(database).setFeatured(featured)).ok)
    // Some stock is reserved, so that what is on hand is not what can be bought.
    const reservations = postgresReservations(database)
    for (const variant of made.flatMap(({ variants }) => variants).filter(() => roll.chance(0.15)))
      await reservations.reserve(
        { orderId: newId(), lines: [{ variantId: variant.id, quantity: Math.max(1, variant.onHand) }], until: NOW },
        { actor: 'order-service', at: NOW },
      )
    const products = await Promise.all(
      made.map(async ({ id }) => {
        const again = await catalogue.find(id, { hidden: true, now: NOW })
        assert.equal(again.kind, 'product')
        return (again as { product: StoredProduct }).product
      }),
    )
    const where = (fits: (product: StoredProduct) => boolean) => new Set(products.filter(fits).map(({ id }) => id))
    const seats = where(({ type }) => type?.toLowerCase() === 'stool')
    const picked = new Set(byHand)
    const given = new Set([...where(({ tags }) => tags.includes('gift')), ...picked])
    found.all = {
      products,
      featured,
      categories: new Map([
        ['all', new Set([...seats, ...given])],
        ['seats', seats],
        ['gifts', given],
        ['picks', picked],
      ]),
    }
    found.search = postgresSearch(database.read, { currency: 'EUR' })
  })

  it('finds what brute force finds, in its order, with its total, page by page by number and by cursor', async () => {
    for (let round = 0; round < 40; round++) {
      const wanted = randomQuery(roll, [...found.all.categories.keys()])
      const sort = roll.one(SORTS)
      const expected = inOrder(found.all, bruteForce(found.all, wanted), sort)
      // A text that nothing has is looked for in titles that look alike: another rule, tested by itself.
      if (wanted.text !== undefined && bruteForce(found.all, { ...nothing, text: wanted.text }).length === 0) continue
      const limit = 4 + roll.below(17)
      const byNumber: string[] = []
      const byCursor: string[] = []
      let cursor: string | undefined
      for (let page = 1; page <= Math.ceil(expected.length / limit) + 1; page++) {
        const numbered = await found.search.find(asked(wanted, { sort, limit, from: { page } }))
        assert.ok(numbered.ok)
        assert.equal(numbered.value.total, expected.length, JSON.stringify(wanted))
        byNumber.push(...numbered.value.items.map(({ id }) => id))
        if (page > 1 && cursor === undefined) continue
        const walked = await found.search.find(
          asked(wanted, { sort, limit, from: cursor === undefined ? { page: 1 } : { cursor } }),
        )
        assert.ok(walked.ok)
        byCursor.push(...walked.value.items.map(({ id }) => id))
        cursor = walked.value.nextCursor
      }
      assert.deepEqual(byNumber, expected, JSON.stringify({ wanted, sort }))
      assert.deepEqual(byCursor, expected, JSON.stringify({ wanted, sort }))
    }
  })

  it('counts for each value of each facet what the list would have with exactly this value selected', async () => {
    let counted = 0
    for (let round = 0; round < 40; round++) {
      const wanted = randomQuery(roll, [...found.all.categories.keys()])
      if (wanted.text !== undefined && bruteForce(found.all, { ...nothing, text: wanted.text }).length === 0) continue
      const answer = await found.search.find(asked(wanted, { facets: true }))
      assert.ok(answer.ok)
      for (const facet of answer.value.facets!.filter(({ key }) => key !== 'price')) {
        const possible = valuesOf(facet.key)
        const expected = possible.flatMap((value) => {
          const count = bruteForce(found.all, selecting(wanted, facet.key, value)).length
          return count > 0 ? [[value, count]] : []
        })
        const counts = facet.values.map(({ value, count }) => [value, count])
        assert.deepEqual(counts.sort(), expected.sort(), JSON.stringify({ wanted, facet: facet.key }))
        counted += possible.length
      }
      const anyPrice = { ...wanted, priceMin: 0, priceMax: Number.MAX_SAFE_INTEGER }
      const prices = bruteForce(found.all, anyPrice).flatMap((product) => pricesThatFit(found.all, product, anyPrice))
      assert.deepEqual(
        answer.value.priceRange && [answer.value.priceRange.min.amount, answer.value.priceRange.max.amount],
        prices.length > 0 ? [Math.min(...prices), Math.max(...prices)] : undefined,
      )
    }
    assert.ok(counted > 300, `${counted} counts were compared`)
  })
})

/** Prices of the variants that fit in everything. */
function pricesThatFit(all: Everything, product: StoredProduct, wanted: Wanted): number[] {
  return product.variants
    .filter(
      (variant) => bruteForce({ ...all, products: [{ ...product, variants: [variant] }] }, dropText(wanted)).length > 0,
    )
    .map(({ price }) => price.amount)
}
/** The words of a product are those of all its variants. */
const dropText = ({ text: _text, ...rest }: Wanted): Wanted => rest

const valuesOf = (facet: string): readonly string[] =>
  ({ 'option:Colour': COLOURS, 'option:Size': SIZES, vendor: VENDORS, type: TYPES, available: ['true'] })[facet]!

function selecting(wanted: Wanted, facet: string, value: string): Wanted {
  if (facet === 'vendor') return { ...wanted, vendors: [value] }
  if (facet === 'type') return { ...wanted, types: [value] }
  if (facet === 'available') return { ...wanted, available: true }
  const name = facet.slice('option:'.length)
  return { ...wanted, options: [...wanted.options.filter((term) => !term.startsWith(`${name}:`)), `${name}:${value}`] }
}
