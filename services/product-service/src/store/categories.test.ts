import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { postgresCategories, type CategoryContent } from './categories.ts'
import { NOW, testShop, type TestShop } from '../../tests/test-shop.ts'

const content = (handle: string, more: Partial<CategoryContent> = {}): CategoryContent => ({
  handle,
  title: handle,
  position: 0,
  rule: { types: [], tags: [] },
  ...more,
})

function setting({ database }: TestShop) {
  const categories = postgresCategories(database)
  return {
    categories,
    async save(handle: string, more: Partial<CategoryContent> = {}, id = newId()) {
      const saved = await categories.save(id, content(handle, more), { mustExist: false, now: NOW })
      assert.ok(saved.ok)
      return id
    },
    counts: async () => (await categories.all(NOW)).map(({ handle, productCount }) => `${handle} ${productCount}`),
  }
}

describe('categories', () => {
  it('are a tree in the merchant’s order, and count what shoppers see in them and below', async (t) => {
    const shop = await testShop(t)
    const { categories, save, counts } = setting(shop)
    const home = await save('home', { position: 2 })
    await save('sale', { position: 1, rule: { types: [], tags: ['SALE'] } })
    const lamps = await save('lamps', { parentId: home, position: 1, rule: { types: ['lamp'], tags: [] } })
    await save('bowls', { parentId: home, position: 0 })
    const lamp = await shop.make({ type: 'Lamp', tags: ['sale'] })
    await shop.make({ type: 'LAMP', status: 'draft' })
    const bowl = await shop.make({ type: 'Bowl' })
    assert.deepEqual(await counts(), ['sale 1', 'home 1', 'bowls 0', 'lamps 1'])

    assert.ok((await categories.setProducts(lamps, [bowl.id])).ok)
    assert.deepEqual(await counts(), ['sale 1', 'home 2', 'bowls 0', 'lamps 2'])
    // Out of the hand-picked ones; the rule holds on.
    assert.ok((await categories.setProducts(lamps, [])).ok)
    assert.deepEqual(await counts(), ['sale 1', 'home 1', 'bowls 0', 'lamps 1'])

    // A category that moves takes its products along, and a changed rule lets go of them.
    await save('lamps', { rule: { types: ['lamp'], tags: [] }, position: 9 }, lamps)
    assert.deepEqual(await counts(), ['sale 1', 'home 0', 'bowls 0', 'lamps 1'])
    await save('lamps', { position: 9 }, lamps)
    assert.deepEqual(await counts(), ['sale 1', 'home 0', 'bowls 0', 'lamps 0'])
    assert.ok(lamp.id)
  })

  it('are refused with a handle in use, an unknown product, when others are below, or when they are not there', async (t) => {
    const { categories, save } = setting(await testShop(t))
    const above = await save('above')
    const below = await save('below', { parentId: above })
    const taken = await categories.save(newId(), content('ABOVE'), { mustExist: false, now: NOW })
    assert.deepEqual(taken, { ok: false, error: { code: 'category.handle_taken' } })
    const nobody = newId()
    assert.deepEqual(await categories.setProducts(below, [nobody]), {
      ok: false,
      error: { code: 'product.not_found', productIds: [nobody] },
    })
    assert.deepEqual(await categories.remove(above), { ok: false, error: { code: 'category.has_children' } })
    assert.ok((await categories.remove(below)).ok)
    assert.deepEqual(await categories.remove(below), { ok: false, error: { code: 'category.not_found' } })
    assert.deepEqual(await categories.save(below, content('below'), { mustExist: true, now: NOW }), {
      ok: false,
      error: { code: 'category.not_found' },
    })
  })

  it('make no circle when two are hung below each other at the same moment', async (t) => {
    const { categories, save } = setting(await testShop(t))
    const [a, b] = [await save('a'), await save('b')]
    const moves = await Promise.all([
      categories.save(a, content('a', { parentId: b }), { mustExist: true, now: NOW }),
      categories.save(b, content('b', { parentId: a }), { mustExist: true, now: NOW }),
    ])
    assert.deepEqual(moves.map(({ ok }) => ok).sort(), [false, true])
  })
})
