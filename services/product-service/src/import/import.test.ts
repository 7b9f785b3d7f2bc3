import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { testShop } from '../../tests/import-shop.ts'

const fixture = (name: string) => readFileSync(new URL(`../shopify/fixtures/${name}`, import.meta.url), 'utf8')

it('makes the products of a classic file, and nothing at all when it comes again', async (t) => {
  const shop = await testShop(t)
  const first = await shop.import(fixture('classic.csv'))
  const { state, products, variants, images, stock, errors, warnings, bytes, bytesDone } = first
  assert.deepEqual([state, products], ['done', { created: 5, updated: 0, unchanged: 0, rejected: 0 }])
  assert.deepEqual([variants, images, stock, errors, warnings, bytesDone], [9, 5, -134, 0, 6, bytes])
  const traces = await shop.traces()
  assert.deepEqual(traces, { events: 17, ledger: 3, prices: 9, products: 5, variants: 9, pictures: 5 })

  const second = await shop.import(fixture('classic.csv'))
  assert.deepEqual(second.products, { created: 0, updated: 0, unchanged: 5, rejected: 0 })
  assert.deepEqual([second.variants, second.images, second.stock, second.warnings], [9, 5, -134, 6])
  assert.deepEqual(await shop.traces(), traces)
})

it('does the same with the dialect since 2024', async (t) => {
  const shop = await testShop(t)
  const first = await shop.import(fixture('new.csv'))
  assert.deepEqual(first.products, { created: 2, updated: 0, unchanged: 0, rejected: 0 })
  const traces = await shop.traces()
  assert.deepEqual(traces, { events: 8, ledger: 3, prices: 3, products: 2, variants: 3, pictures: 3 })
  assert.deepEqual((await shop.import(fixture('new.csv'))).products, {
    created: 0,
    updated: 0,
    unchanged: 2,
    rejected: 0,
  })
  assert.deepEqual(await shop.traces(), traces)
})

it('gives back what came in: exported and imported again it changes nothing, and the next export is the same bytes', async (t) => {
  const shop = await testShop(t)
  await shop.import(fixture('classic.csv'))
  await shop.import(fixture('new.csv'))
  const traces = await shop.traces()
  for (const dialect of ['classic', 'new'] as const) {
    const exported = await shop.export(dialect)
    const again = await shop.import(exported)
    assert.deepEqual(again.products, { created: 0, updated: 0, unchanged: 7, rejected: 0 })
    assert.equal(await shop.export(dialect), exported)
    const elsewhere = await testShop(t)
    assert.deepEqual((await elsewhere.import(exported)).products, { created: 7, updated: 0, unchanged: 0, rejected: 0 })
    assert.equal(await elsewhere.export(dialect), exported)
  }
  assert.deepEqual(await shop.traces(), traces)
})

it('keeps the cells that the shop has no use for', async (t) => {
  const shop = await testShop(t)
  await shop.import(fixture('classic.csv'))
  const exported = await shop.export()
  for (const cell of [
    `'0042`,
    '195.5',
    'product.metafields.shopify.color-pattern',
    'P0000',
    'Default Title',
    '-103',
    'SOLD OUT',
    'lb',
    '<iframe',
  ])
    assert.equal(exported.includes(cell), true, cell)
})

it('writes nothing on a dry run, and says what it would do', async (t) => {
  const shop = await testShop(t)
  const dry = await shop.import(fixture('classic.csv'), { dryRun: true })
  assert.deepEqual([dry.dryRun, dry.products], [true, { created: 5, updated: 0, unchanged: 0, rejected: 0 }])
  assert.deepEqual([dry.variants, dry.images, dry.stock, dry.warnings], [9, 5, -134, 6])
  assert.equal((await shop.problems(dry.id)).length, 6)
  assert.deepEqual(await shop.traces(), { events: 0, ledger: 0, prices: 0, products: 0, variants: 0, pictures: 0 })

  await shop.import(fixture('classic.csv'))
  const traces = await shop.traces()
  const changed = fixture('classic.csv').replace('Stoneware Mug', 'Porcelain Mug')
  assert.deepEqual((await shop.import(changed, { dryRun: true })).products, {
    created: 0,
    updated: 1,
    unchanged: 4,
    rejected: 0,
  })
  assert.deepEqual(await shop.traces(), traces)
})

it('leaves nothing of a rejected product, and says on which line it is wrong', async (t) => {
  const shop = await testShop(t)
  const job = await shop.import(fixture('broken.csv'))
  assert.deepEqual(job.products, { created: 2, updated: 0, unchanged: 0, rejected: 7 })
  assert.deepEqual([job.variants, job.images, job.stock], [2, 1, 11])
  assert.deepEqual(await shop.problems(job.id), [
    '3 columns-wrong',
    '4 neighbour-damaged',
    '5 quote-unclosed',
    '7 neighbour-damaged',
    '8 Variant Price price-missing',
    '9 Variant Price price-separators',
    '10 Variant Price price-currency',
    '10 Status status-invalid',
    '11 quote-stray',
  ])
  assert.equal((await shop.traces()).products, 2)
})
