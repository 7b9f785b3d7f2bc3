import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId, ok } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { ProductContent } from '../domain/product-content.ts'
import { postgresCategories, type CategoryContent } from './categories.ts'
import { postgresPictures } from './pictures.ts'
import { postgresShowcase } from './showcase.ts'
import { BY, hold, one, stockShop, type StockShop } from '../../tests/stock-shop.ts'
import { CAUSE, NOW, productContent, variantContent, wholeFile } from '../../tests/test-shop.ts'
import { catalogueVersion } from './catalogue-version.ts'

const opened = stockShop(wholeFile)
let now = NOW
const clock = () => now

/** What two processes say before and after: each must see what the other did. */
async function changes(work: (shop: StockShop) => Promise<unknown>): Promise<boolean> {
  const shop = await opened
  const replicas = [0, 1].map(() => catalogueVersion(shop.database.read, clock))
  const before = await Promise.all(replicas.map((replica) => replica.now()))
  await work(shop)
  const after = await Promise.all(replicas.map((replica) => replica.now()))
  const changed = before.map((version, index) => version !== after[index])
  assert.equal(changed[0], changed[1])
  return changed[0]!
}

const category = (content: Partial<CategoryContent> = {}): CategoryContent => ({
  ...{ handle: `room-${newId()}`, title: 'Room', position: 0, rule: { types: [], tags: [] } },
  ...content,
})

describe('the version of the catalogue', () => {
  it('changes with each thing that shoppers see, whichever table it is in', async () => {
    const { catalogue, make, database } = await opened
    const lamp = await make({ handle: 'lamp' })
    const categories = postgresCategories(database)
    const showcase = postgresShowcase(database)
    const roomId = newId()
    const replace = (change: Partial<ProductContent>) => () =>
      catalogue.replace(lamp.id, () => ok(productContent({ handle: 'lamp', ...change })), CAUSE)
    const media = newId()
    const works: Record<string, () => Promise<unknown>> = {
      'a title': replace({ title: 'Other lamp' }),
      'a price': replace({ variants: [variantContent({ price: { currency: 'EUR', amount: 1_234 } })] }),
      'a draft': replace({ status: 'draft' }),
      'a new handle': replace({ handle: 'lamp-two' }),
      'a new product': () => make({}),
      'a category': () => categories.save(roomId, category(), { mustExist: false, now: NOW }),
      'what is in a category': () => categories.setProducts(roomId, [lamp.id]),
      'a category that goes': () => categories.remove(roomId),
      'what is put first': () => showcase.setFeatured([lamp.id]),
      'a filter': () => showcase.setFilters([{ key: 'vendor', label: 'Maker', display: 'list' }], undefined),
      'a swatch': () => showcase.setFilters([], { Fog: '#9db0bf' }),
      'a picture': () =>
        database.read
          .insertInto('media')
          .values({
            id: media,
            source: 'https://pictures.example/a.jpg',
            hash: null,
            width: null,
            height: null,
            reason: null,
            next_attempt_at: null,
            updated_at: NOW,
          })
          .execute(),
      'a copied picture': () =>
        database.read
          .updateTable('media')
          .set({ state: 'copied', hash: 'abcdef01', width: 1, height: 1 })
          .where('id', '=', media)
          .execute(),
      'a product that goes': () => catalogue.remove(lamp.id, NOW),
    }
    for (const [name, work] of Object.entries(works)) assert.equal(await changes(work), true, name)
  })

  it('stays while people look, while nothing is found to do, and after a change that was taken back', async () => {
    const { catalogue, database } = await opened
    const nothing = {
      look: () => catalogue.find('lamp', { hidden: false, now: NOW }),
      'no row': () => sql`update media set attempts = 1 where false`.execute(database.read),
      'pictures to copy': () => postgresPictures(database).claim(10, NOW),
      'taken back': () =>
        database
          .transaction(async (tx) => {
            await sql`update product set title = 'x'`.execute(tx)
            throw new Error('no')
          })
          .catch(() => undefined),
    }
    for (const [name, work] of Object.entries(nothing)) assert.equal(await changes(work), false, name)
  })

  it('changes with stock only where shoppers are told how many are left', async () => {
    const { variant, reservations, stock } = await opened
    const plenty = await variant(1_000)
    const seven = await variant(7)
    const orderId = newId()
    assert.equal(await changes(() => reservations.reserve(hold(newId(), one(plenty, 100)), BY)), false)
    assert.equal(await changes(() => reservations.reserve(hold(newId(), one(seven)), BY)), false, '7 to 6')
    assert.equal(await changes(() => reservations.reserve(hold(orderId, one(seven)), BY)), true, '6 to 5')
    assert.equal(await changes(() => reservations.commit(orderId, BY)), false, 'what was promised is sold')
    const more = { id: newId(), variantId: seven, location: 'attic', by: 3 }
    assert.equal(await changes(() => stock.adjust(more, BY)), true, 'another location')
  })

  it('hears of a change that began first and was committed last', async () => {
    const { database, make } = await opened
    const version = catalogueVersion(database.read, clock)
    let before = ''
    await database.transaction(async (slow) => {
      await sql`insert into swatch (name_key, name, paint) values ('slow', 'Slow', '#000000')`.execute(slow)
      await make({})
      before = await version.now()
      assert.equal(await version.now(), before)
      // However long ago rows were added that are not committed yet, they are not forgotten.
      await version.forget()
    })
    await version.forget()
    assert.notEqual(await version.now(), before)
  })

  it('forgets what everybody has heard', async () => {
    const { database, make } = await opened
    const version = catalogueVersion(database.read, clock)
    await make({})
    await version.forget()
    await version.forget()
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from catalogue_change`.execute(
      database.read,
    )
    assert.deepEqual(rows, [{ count: 0 }])
  })

  it('changes when a date of publication comes, and when the clock is set back', async () => {
    const { make, database } = await opened
    await make({ publishedAt: new Date(NOW.getTime() + 60_000) })
    const version = catalogueVersion(database.read, clock)
    const before = await version.now()
    now = new Date(NOW.getTime() + 59_999)
    assert.equal(await version.now(), before)
    now = new Date(NOW.getTime() + 60_000)
    const published = await version.now()
    assert.notEqual(published, before)
    assert.equal(await version.now(), published)
    now = NOW
    assert.notEqual(await version.now(), published)
  })

  it('asks the database once for all who ask together', async () => {
    const { database } = await opened
    let asked = 0
    const counted = database.read.withPlugin({
      transformQuery: ({ node }) => (asked++, node),
      transformResult: async ({ result }) => result,
    })
    const version = catalogueVersion(counted, clock)
    const answers = await Promise.all(Array.from({ length: 500 }, () => version.now()))
    assert.deepEqual([asked, new Set(answers).size], [1, 1])
  })
})
