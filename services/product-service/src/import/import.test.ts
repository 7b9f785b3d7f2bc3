import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { testShop } from './test-shop.ts'

const fixture = (name: string) => readFileSync(new URL(`../shopify/fixtures/${name}`, import.meta.url), 'utf8')

for (const name of ['classic.csv', 'new.csv']) {
  it(`changes nothing when ${name} is imported a second time`, async (t) => {
    const shop = await testShop(t)
    const first = await shop.import(fixture(name))
    const traces = await shop.traces()
    const second = await shop.import(fixture(name))
    console.log(first, await shop.problems(first.id), second, traces)
    assert.equal(first.products.created > 0, true)
    assert.deepEqual(second.products, { created: 0, updated: 0, unchanged: first.products.created, rejected: 0 })
    assert.deepEqual(await shop.traces(), traces)
  })
}
