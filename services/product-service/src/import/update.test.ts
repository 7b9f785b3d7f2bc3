import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sql } from 'kysely'
import { testShop, type TestShop } from '../../tests/import-shop.ts'

const shirt = `Handle,Title,Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Image Alt Text,MPN,Status
shirt,Shirt,Haldow,Tops,"blue, soft",true,Size,S,S-1,200,shopify,5,deny,20.00,25.00,https://pictures.example/a.jpg,Front,M-1,active
shirt,,,,,,,M,M-1,210,shopify,7,deny,22.00,,https://pictures.example/b.jpg,Back,,
`

async function withShirt(...parameters: Parameters<typeof testShop>): Promise<TestShop> {
  const shop = await testShop(...parameters)
  await shop.import(shirt)
  return shop
}

const updated = { created: 0, updated: 1, unchanged: 0, rejected: 0 }
const unchanged = { created: 0, updated: 0, unchanged: 1, rejected: 0 }
const rejected = { created: 0, updated: 0, unchanged: 0, rejected: 1 }

it('leaves everything that a file has no column for', async (t) => {
  const shop = await withShirt(t)
  const before = await shop.export()
  assert.deepEqual((await shop.import('Handle,Title\nshirt,Shirt\n')).products, unchanged)
  assert.deepEqual((await shop.import('Handle,Title,Vendor\nshirt,Shirt,Haldow\n')).products, unchanged)
  assert.deepEqual((await shop.import('Handle,Title\nshirt,Blouse\n')).products, updated)
  assert.equal(await shop.export(), before.replace('shirt,Shirt', 'shirt,Blouse'))
})

it('overwrites with blank what is blank', async (t) => {
  const shop = await withShirt(t)
  const before = await shop.export()
  const file = 'Handle,Title,Vendor,Tags,MPN\nshirt,Shirt,,,\n'
  assert.deepEqual((await shop.import(file)).products, updated)
  const after = await shop.export()
  assert.equal(after.includes('Haldow') || after.includes('soft') || after.includes('MPN'), false)
  assert.equal(after.includes('Tops') && after.includes('Front') && after.includes('25.00'), true)
  assert.notEqual(after, before)
  assert.deepEqual((await shop.import(file)).products, unchanged)
})

it('keeps prices, pictures and stock of variants when a file states only their weights', async (t) => {
  const shop = await withShirt(t)
  const file = 'Handle,Title,Option1 Name,Option1 Value,Variant Grams\nshirt,Shirt,Size,S,300\nshirt,,,M,210\n'
  assert.deepEqual((await shop.import(file)).products, updated)
  const { prices, ledger, pictures } = await shop.traces()
  assert.deepEqual([prices, ledger, pictures], [2, 2, 2])
  assert.match(await shop.export(), /S-1,300,shopify,5,deny.*20\.00,25\.00/)
})

it('writes a price as a new row of its history, and only the one that changed', async (t) => {
  const shop = await withShirt(t)
  await shop.import(shirt.replace('20.00', '19.00'))
  const { rows } = await sql`
    select v.sku, c.amount, c.valid_to is null as current from price c join variant v on v.id = c.variant_id order by sku, valid_from`.execute(
    shop.database.read,
  )
  assert.deepEqual(rows, [
    { sku: 'M-1', amount: 2200, current: true },
    { sku: 'S-1', amount: 2000, current: false },
    { sku: 'S-1', amount: 1900, current: true },
  ])
  assert.deepEqual(await eventsSince(shop, 5), ['product.updated.v1', 'price.changed.v1'])
})

it('sets stock by the difference, with a row in the ledger, and says nothing about the product', async (t) => {
  const shop = await withShirt(t)
  assert.deepEqual((await shop.import(shirt.replace('shopify,5', 'shopify,-2'))).products, updated)
  const { rows } = await sql`
    select l.reason, l.on_hand_by, l.actor from stock_ledger l join variant v on v.id = l.variant_id where v.sku = 'S-1' order by l.seq`.execute(
    shop.database.read,
  )
  assert.deepEqual(rows, [
    { reason: 'import', on_hand_by: 5, actor: 'tester' },
    { reason: 'import', on_hand_by: -7, actor: 'tester' },
  ])
  assert.deepEqual(await eventsSince(shop, 5), ['stock.changed.v1'])
})

it('sets stock back to what the file says when it was sold since', async (t) => {
  const shop = await withShirt(t)
  await sql`update stock_level set on_hand = on_hand - 1`.execute(shop.database.read)
  assert.deepEqual((await shop.import(shirt)).products, updated)
  assert.match(await shop.export(), /S-1,200,shopify,5/)
})

it('leaves a product as it is, whole, when a file would take away what is promised to orders', async (t) => {
  const shop = await withShirt(t)
  await sql`update stock_level set reserved = 3 where on_hand = 5`.execute(shop.database.read)
  const before = await shop.export()
  const job = await shop.import(
    shirt.replace('Shirt', 'Blouse').replace('shopify,5', 'shopify,2').replace('22.00', '1.00'),
  )
  assert.deepEqual(job.products, rejected)
  assert.deepEqual(await shop.problems(job.id), ['2 Variant Inventory Qty stock-below-reserved'])
  assert.equal(await shop.export(), before)
  assert.deepEqual((await shop.import(shirt.replace('shopify,5', 'shopify,3'))).products, updated)
})

it('keeps the count of a variant whose quantity is blank, and says so', async (t) => {
  const shop = await withShirt(t)
  const job = await shop.import(shirt.replace('shopify,5', 'shopify,'))
  assert.deepEqual(job.products, unchanged)
  assert.deepEqual(await shop.problems(job.id), ['2 Variant Inventory Qty quantity-blank'])
})

it('takes variants and pictures away that are not in the file any more, and names the variants', async (t) => {
  const shop = await withShirt(t)
  const [header, first] = shirt.split('\n')
  const job = await shop.import(`${header}\n${first}\n`)
  assert.deepEqual(job.products, updated)
  assert.deepEqual(await shop.problems(job.id), ['2 variant-removed'])
  const { variants, pictures } = await shop.traces()
  assert.deepEqual([variants, pictures], [1, 1])
})

it('keeps a variant, with its stock and history, when only its option value is written in another way', async (t) => {
  const shop = await withShirt(t)
  const ids = async () =>
    (await sql<{ id: string }>`select id from variant order by id`.execute(shop.database.read)).rows
  const before = await ids()
  assert.deepEqual((await shop.import(shirt.replace('Size,S,', 'Size,Small,'))).products, updated)
  assert.deepEqual(await ids(), before)
})

it('refuses a file without option columns for a product of several variants', async (t) => {
  const shop = await withShirt(t)
  const job = await shop.import('Handle,Title,Variant Price\nshirt,Shirt,5.00\n')
  assert.deepEqual(job.products, rejected)
  assert.deepEqual(await shop.problems(job.id), ['2 Option1 Name options-missing'])
})

it('takes such a file for a product of one variant', async (t) => {
  const shop = await testShop(t)
  await shop.import('Handle,Title,Option1 Name,Option1 Value,Variant Price\nmug,Mug,Title,Default Title,5.00\n')
  assert.deepEqual((await shop.import('Handle,Title,Variant Price\nmug,Mug,6.00\n')).products, updated)
  assert.match(await shop.export(), /Default Title.*6\.00/)
})

it('never makes a product or a variant without a price', async (t) => {
  const shop = await withShirt(t)
  const product = await shop.import('Handle,Title,Variant SKU\nhat,Hat,H-1\n')
  assert.deepEqual([product.products, await shop.problems(product.id)], [rejected, ['2 Variant Price price-missing']])
  const variant = await shop.import(
    'Handle,Title,Option1 Name,Option1 Value\nshirt,Shirt,Size,S\nshirt,,,M\nshirt,,,L\n',
  )
  assert.deepEqual([variant.products, await shop.problems(variant.id)], [rejected, ['4 Variant Price price-missing']])
  assert.equal((await shop.traces()).variants, 2)
})

it('publishes what is published, in the order of the file, and once', async (t) => {
  const shop = await testShop(t)
  const file =
    'Handle,Title,Published,Status,Variant Price\na,A,true,active,1\nb,B,false,active,1\nc,C,true,draft,1\nd,D,,,1\n'
  await shop.import(file)
  const published = async () =>
    (
      await sql<{ handle: string; visible: boolean; published_at: Date | null }>`
      select p.handle, l.visible, p.published_at from product p join listing l on l.product_id = p.id order by p.published_at, p.handle`.execute(
        shop.database.read,
      )
    ).rows
  const before = await published()
  assert.deepEqual(
    before.map(({ handle, visible }) => [handle, visible]),
    [
      ['a', true],
      ['c', false],
      ['d', true],
      ['b', false],
    ],
  )
  assert.deepEqual((await shop.import(file)).products, { ...unchanged, unchanged: 4 })
  assert.deepEqual(await published(), before)
})

it('knows a product by its handle whatever its capitals', async (t) => {
  const shop = await withShirt(t)
  assert.deepEqual((await shop.import('Handle,Title\nSHIRT,Shirt\n')).products, updated)
  assert.equal((await shop.traces()).products, 1)
})

it('takes two spellings of an unknown column as one', async (t) => {
  const shop = await withShirt(t)
  assert.deepEqual((await shop.import('Handle,Title,mpn\nshirt,Shirt,M-1\n')).products, unchanged)
  assert.deepEqual((await shop.import('Handle,Title,mpn\nshirt,Shirt,M-2\n')).products, updated)
  assert.match((await shop.export()).split('\n')[0]!, /,MPN,/)
})

async function eventsSince(shop: TestShop, count: number): Promise<string[]> {
  const { rows } = await sql<{
    type: string
  }>`select envelope ->> 'type' as type from outbox order by seq offset ${count}`.execute(shop.database.read)
  return rows.map(({ type }) => type)
}
