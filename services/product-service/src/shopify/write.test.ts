import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CLASSIC, type Dialect, NEW } from './columns.ts'
import { headerOf } from './dialect.ts'
import type { ShopifyImage, ShopifyOption, ShopifyProduct, ShopifyVariant } from './product.ts'
import { type FileItem, readProducts } from './read.ts'
import { writeProducts } from './write.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}.csv`, import.meta.url), 'utf8')

async function* bytes(text: string) {
  yield Buffer.from(text)
}

async function read(text: string, currency = 'EUR') {
  const items: FileItem[] = []
  for await (const item of readProducts(bytes(text), { currency })) items.push(item)
  const products = items.flatMap((item) => (item.kind === 'product' ? [item.product] : []))
  const errors = items.flatMap((item) =>
    item.kind === 'problem' && item.problem.severity === 'error' ? [item.problem] : [],
  )
  const columns = items.flatMap((item) => (item.kind === 'header' ? item.header.names : []))
  return { products, errors, columns }
}

async function write(products: readonly ShopifyProduct[], columns: readonly string[], currency = 'EUR') {
  let text = ''
  for await (const piece of writeProducts(products, { currency, columns })) text += piece
  return text
}

/** A product without the one thing that an export may change: the line it stood on. */
function withoutLines(product: ShopifyProduct): unknown {
  const variants = product.variants?.map(({ line: _, ...variant }) => variant)
  const images = product.images?.map(({ line: _, ...image }) => image)
  // A clone, for the objects that the generators make have no prototype, which says nothing about a product.
  return structuredClone({ ...product, lines: undefined, variants, images })
}

const prices = ({ handle, variants, images }: ShopifyProduct): unknown => {
  return [handle, variants?.map((variant) => variant.price), images?.map((image) => image.source)]
}

describe('an exported file', () => {
  it('has the same bytes as the imported one when that was written as Shopify writes it', async () => {
    const { products, columns } = await read(fixture('classic'))
    assert.equal(await write(products, columns), fixture('classic'))
  })

  it('differs from the imported one only by a handle that was missing', async () => {
    const { products, columns } = await read(fixture('new'))
    assert.equal(
      await write(products, columns),
      fixture('new').replace('Beeswax Candle,,', 'Beeswax Candle,beeswax-candle,'),
    )
  })

  it('of the other dialect says the same, in the words of that dialect', async () => {
    const { products } = await read(fixture('classic'))
    const extras = Object.keys(products[0]?.extras ?? {})
    const text = await write(products, headerOf('new', ['Haldow', 'Abroad'], extras))
    assert.match(text, /\nOlive Oil,olive-oil,,Haldow,,Larder,oil,FALSE,Draft,MUG-1,/)
    const again = await read(text)
    assert.deepEqual(again.errors, [])
    assert.deepEqual(again.products.map(withoutLines), products.map(withoutLines))
  })

  it('becomes the same after a second import whatever the first file looked like', async () => {
    const untidy =
      'TITLE,handle,tags,published,variant price,variant grams,status\r\nMug,mug,"a,b , ,c",TRUE,5,010.50,Active\r\n'
    const first = await read(untidy)
    const text = await write(first.products, headerOf('classic'))
    const second = await read(text)
    assert.equal(await write(second.products, headerOf('classic')), text)
    const [row] = await write(second.products, [
      'Handle',
      'Title',
      'Tags',
      'Published',
      'Variant Price',
      'Variant Grams',
      'Status',
    ]).then((all) => all.split('\n').slice(1))
    assert.equal(row, 'mug,Mug,"a, b, c",true,5.00,10.5,active')
  })

  it('refuses columns that are of no dialect', async () => {
    await assert.rejects(write([], ['id', 'name']), /cannot write these columns/)
  })
})

describe('any product', () => {
  for (const dialect of ['classic', 'new'] as const)
    it(`is the same after it was written and read in the ${dialect} dialect`, async () => {
      const shop = fc.record({
        currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
        products: products(),
        present: fc.nat(),
      })
      await fc.assert(
        fc.asyncProperty(shop, async ({ currency, products, present }) => {
          const text = await write(products, headerOf(dialect, MARKETS, EXTRAS), currency)
          const { products: again, errors } = await read(text, currency)
          assert.deepEqual(errors, [])
          assert.deepEqual(again.map(withoutLines), products.map(withoutLines))

          const columns = someColumns(dialect, present)
          const part = await read(await write(products, columns, currency), currency)
          assert.deepEqual(part.errors, [])
          const partAgain = await read(await write(part.products, columns, currency), currency)
          assert.deepEqual(partAgain.products.map(withoutLines), part.products.map(withoutLines))
          assert.deepEqual(part.products.map(prices), products.map(prices))
        }),
        { numRuns: 150 },
      )
    })
})

const MARKETS = ['Haldow', 'United States']
const EXTRAS = ['Google Shopping / MPN', 'Warehouse note']

/** A dialect without some columns; those of prices and options stay, for without them products are not sound. */
function someColumns(dialect: Dialect, seed: number): string[] {
  const table = dialect === 'classic' ? CLASSIC : NEW
  const needed = /^(handle|title|price|option.(Name|Value)|imageSource)$/
  return table.flatMap((column, index) => {
    if (typeof column === 'symbol') return []
    return needed.test(column[0]) || (seed >> (index % 30)) & 1 ? [column[1]] : []
  })
}

/** Everything that may stand in a cell: quotes, separators, line breaks of all kinds, scripts of all peoples. */
function text(max = 40) {
  const tricky = fc.constantFrom(
    '"',
    ',',
    '\n',
    '\r\n',
    '\r',
    "'",
    ';',
    '=1+1',
    ' ',
    '\uFEFF',
    'é',
    'e\u0301',
    '手作り',
    '🚲',
    '<b>',
  )
  const piece = fc.oneof(tricky, fc.string({ unit: 'grapheme', maxLength: 8 }))
  return fc
    .array(piece, { maxLength: 6 })
    .map((parts) => parts.join('').slice(0, max).toWellFormed().replaceAll('\0', ''))
}

const line = (max = 40) => text(max).map((cell) => cell.replace(/[\r\n]/g, ' '))
const filled = (max = 40) => line(max).map((cell) => `x${cell}`)
const orBlank = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const amount = () => fc.nat(1_000_000_000)

function products(): fc.Arbitrary<ShopifyProduct[]> {
  const one = options().chain((list) => product(list))
  return fc.array(one, { maxLength: 4 }).map((list) => list.map((entry, index) => ({ ...entry, handle: `p-${index}` })))
}

function options(): fc.Arbitrary<ShopifyOption[]> {
  const option = fc.record({ name: filled(), linkedTo: text() })
  return fc.uniqueArray(option, { maxLength: 3, selector: (entry) => entry.name.toLowerCase() })
}

function product(list: ShopifyOption[]): fc.Arbitrary<ShopifyProduct> {
  return fc
    .record({
      handle: fc.constant('p'),
      title: filled(),
      ...{
        descriptionHtml: text(),
        vendor: text(),
        productCategory: text(),
        type: text(),
        seoTitle: text(),
        seoDescription: text(),
      },
      tags: fc.array(
        filled().map((tag) => tag.replaceAll(',', '').trim()),
        { maxLength: 3 },
      ),
      status: orBlank(fc.constantFrom('active', 'draft', 'archived')),
      published: orBlank(fc.boolean()),
      giftCard: orBlank(fc.boolean()),
      options: fc.constant(list),
      variants: fc.uniqueArray(variant(list), {
        ...{ minLength: 1, maxLength: list.length > 0 ? 4 : 1 },
        selector: (entry) => JSON.stringify(entry.optionValues),
      }),
      images: fc.array(image(), { maxLength: 5 }),
      includedIn: fc.record({ Haldow: fc.constantFrom('', 'true', 'FALSE'), 'United States': fc.constant('true') }),
      extras: fc.record({ 'Google Shopping / MPN': text(), 'Warehouse note': text() }),
      lines: fc.constant({ first: 0, last: 0 }),
    })
    .map(inPlaces)
}

/** The extra cells of the first row are the product's, and positions grow as the pictures are shown. */
function inPlaces(product: ShopifyProduct): ShopifyProduct {
  const images = product.images?.map((entry, index) => ({ ...entry, position: index + 1 }))
  return { ...product, ...(images ? { images } : {}) }
}

function variant(list: ShopifyOption[]): fc.Arbitrary<ShopifyVariant> {
  const market = fc.record({ price: fc.constantFrom('', '1.50', '20'), compareAtPrice: fc.constantFrom('', '30.00') })
  return fc.record({
    optionValues: fc.tuple(...list.map(() => filled())),
    ...{
      sku: line(),
      barcode: line(),
      weightUnit: text(),
      inventoryTracker: text(),
      fulfillmentService: text(),
      taxCode: text(),
    },
    grams: orBlank(fc.nat(1_000_000).map((milligrams) => milligrams / 1000)),
    quantity: orBlank(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })),
    policy: orBlank(fc.constantFrom('deny', 'continue')),
    price: amount(),
    compareAtPrice: orBlank(amount()),
    cost: orBlank(amount()),
    taxable: orBlank(fc.boolean()),
    requiresShipping: orBlank(fc.boolean()),
    image: line(),
    unitPrice: fc.record({
      totalMeasure: text(),
      totalMeasureUnit: text(),
      baseMeasure: text(),
      baseMeasureUnit: text(),
    }),
    marketPrices: fc.record({ Haldow: market, 'United States': market }),
    extras: extras(),
    line: fc.constant(0),
  })
}

function image(): fc.Arbitrary<ShopifyImage> {
  return fc.record({ source: filled(), position: fc.constant(1), alt: text(), extras: extras(), line: fc.constant(0) })
}

const extras = (): fc.Arbitrary<Record<string, string>> =>
  fc.constantFrom({}, {}, { 'Google Shopping / MPN': 'A-1' }, { 'Warehouse note': 'shelf, 2' })
