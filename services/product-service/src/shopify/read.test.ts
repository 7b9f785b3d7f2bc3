import assert from 'node:assert/strict'
import { createReadStream, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { PROBLEM_CODES } from './problem.ts'
import type { ShopifyProduct, ShopifyVariant } from './product.ts'
import { type FileItem, type ReadOptions, readProducts } from './read.ts'

const fixture = (name: string) => new URL(`fixtures/${name}.csv`, import.meta.url)

async function itemsOf(bytes: AsyncIterable<Uint8Array>, options: ReadOptions = { currency: 'EUR' }) {
  const items: FileItem[] = []
  for await (const item of readProducts(bytes, options)) items.push(item)
  return items
}

async function productsOf(name: string): Promise<ShopifyProduct[]> {
  const items = await itemsOf(createReadStream(fixture(name)))
  return items.flatMap((item) => (item.kind === 'product' ? [item.product] : []))
}

describe('the classic fixture', async () => {
  const [apron, mug, oil, card] = await productsOf('classic')

  it('gives a product with its own cells, options and pictures', () => {
    const { variants, ...rest } = apron as ShopifyProduct
    assert.equal(variants?.length, 3)
    assert.deepEqual(rest, {
      handle: 'linen-apron',
      title: 'Linen Apron, 26" long',
      descriptionHtml: `<p class="lead">Stone-washed <b>linen</b>.</p>\n<script>track('apron')</script>\n<iframe src="https://player.example/apron"></iframe>`,
      vendor: 'Haldow',
      productCategory: 'Home & Garden > Linens > Aprons',
      type: 'Kitchen',
      tags: ['apron', 'crème', '26"', 'linen'],
      status: 'active',
      published: true,
      giftCard: false,
      seoTitle: 'Linen Apron | Haldow',
      seoDescription: 'An apron\nin two lines.\n',
      options: [
        { name: 'Color', linkedTo: 'product.metafields.shopify.color-pattern' },
        { name: 'Size', linkedTo: '' },
      ],
      images: [
        {
          source: 'https://pictures.example/apron-creme.jpg?v=1',
          position: 1,
          alt: 'Apron, folded',
          extras: {},
          line: 2,
        },
        { source: 'https://pictures.example/apron-slate.jpg', position: 2, alt: '', extras: {}, line: 7 },
        { source: 'https://pictures.example/apron-back.jpg', position: 3, alt: 'the back', extras: {}, line: 8 },
      ],
      includedIn: { Haldow: 'true', Abroad: 'true' },
      extras: {
        'Google Shopping / Google Product Category': 'Home & Garden > Linens',
        'Google Shopping / MPN': 'APR-1',
        'Google Shopping / Condition': 'new',
        'Warehouse note': 'shelf 4, left',
      },
      lines: { first: 2, last: 8 },
    })
  })

  it('keeps apostrophes, negative stock, fractions of a gram and market prices of a variant exactly', () => {
    const second: ShopifyVariant = {
      optionValues: ['Crème', 'L'],
      sku: "'0043",
      barcode: '',
      grams: 195.5,
      weightUnit: 'g',
      inventoryTracker: 'shopify',
      quantity: -3,
      policy: 'deny',
      fulfillmentService: 'manual',
      price: 3900,
      compareAtPrice: null,
      cost: 1425,
      taxable: true,
      taxCode: 'P0000',
      requiresShipping: true,
      image: 'https://pictures.example/apron-creme.jpg?v=1',
      unitPrice: { totalMeasure: '', totalMeasureUnit: '', baseMeasure: '', baseMeasureUnit: '' },
      marketPrices: { Haldow: { price: '39.00', compareAtPrice: '' }, Abroad: { price: '42.5', compareAtPrice: '' } },
      extras: { 'Google Shopping / MPN': 'APR-2' },
      line: 7,
    }
    assert.deepEqual(apron?.variants?.[1], second)
    assert.equal(apron?.variants?.[2]?.sku, '')
  })

  it('keeps status, policy, zero prices and unit prices, and pictures in rows of their own', () => {
    assert.deepEqual([mug?.vendor, mug?.images?.map((image) => image.line)], ['Ōgama', [9, 10]])
    assert.deepEqual([oil?.status, oil?.published, oil?.variants?.[0]?.price], ['draft', false, 0])
    assert.deepEqual(oil?.variants?.[0]?.unitPrice, {
      ...{ totalMeasure: '500', totalMeasureUnit: 'ml', baseMeasure: '1', baseMeasureUnit: 'l' },
    })
    assert.deepEqual(
      [card?.status, card?.giftCard, card?.variants?.map((variant) => variant.policy)],
      [...['archived', true], ['continue', 'continue']],
    )
  })

  it('comes with warnings for what a merchant may not have meant', async () => {
    const items = await itemsOf(createReadStream(fixture('classic')))
    const problems = items.flatMap((item) => (item.kind === 'problem' ? [item.problem] : []))
    assert.deepEqual(
      problems.map(({ line, column, code, severity }) => [line, column, code, severity]),
      [
        [7, 'Variant Grams', 'weight-fractional', 'warning'],
        [9, 'Type', 'type-case', 'warning'],
        [11, 'Variant Price', 'price-zero', 'warning'],
        [11, 'Variant SKU', 'sku-duplicate', 'warning'],
        [14, 'Variant Compare At Price', 'compare-at-below-price', 'warning'],
        [15, 'Variant SKU', 'sku-duplicate', 'warning'],
      ],
    )
    assert.equal(
      problems[3]?.message,
      '“Variant SKU” is “MUG-1”, as on line 9 already. Both are kept; give each variant its own SKU.',
    )
  })
})

describe('the new fixture', async () => {
  const [blanket, candle] = await productsOf('new')

  it('gives the same kind of product from other columns', () => {
    assert.deepEqual(
      [blanket?.handle, blanket?.status, blanket?.published, blanket?.lines],
      ['wool-blanket', 'active', true, { first: 2, last: 4 }],
    )
    assert.deepEqual(
      blanket?.variants?.map(({ sku, price, policy, quantity, extras }) => ({ sku, price, policy, quantity, extras })),
      [
        { sku: "'BL-1", price: 12900, policy: 'deny', quantity: 7, extras: {} },
        {
          ...{ sku: "'BL-2", price: 12900, policy: 'continue', quantity: -1 },
          extras: { 'Google Shopping / Manufacturer part number (MPN)': 'BL-CHALK' },
        },
      ],
    )
    assert.equal(blanket?.extras['Color (product.metafields.shopify.color-pattern)'], 'moss; chalk')
    assert.equal(blanket?.images?.length, 3)
  })

  it('derives the handle of a product of one row from its title', () => {
    assert.deepEqual([candle?.handle, candle?.options, candle?.variants?.[0]?.optionValues], ['beeswax-candle', [], []])
  })
})

describe('a reader of products', () => {
  const bytes = async function* (text: string) {
    yield Buffer.from(text)
  }

  it('tells an absent column from a blank cell', async () => {
    const [, item] = await itemsOf(bytes('Handle,Title,Vendor,Variant SKU\na,A,,\n'))
    assert.ok(item?.kind === 'product')
    assert.deepEqual([item.product.vendor, item.product.type, item.product.tags], ['', undefined, undefined])
    assert.deepEqual([item.product.options, item.product.images], [undefined, undefined])
    assert.deepEqual(
      [item.product.variants?.[0]?.sku, item.product.variants?.[0]?.price, item.product.variants?.[0]?.quantity],
      ['', undefined, undefined],
    )
    const [, withoutVariants] = await itemsOf(bytes('Handle,Title\na,A\n'))
    assert.ok(withoutVariants?.kind === 'product')
    assert.equal(withoutVariants.product.variants, undefined)
  })

  it('reads prices by the decimals of the currency of the shop', async () => {
    const price = async (currency: string, text: string) => {
      const items = await itemsOf(bytes(`Handle,Title,Variant Price\na,A,${text}\n`), { currency })
      return items.map((item) => (item.kind === 'product' ? item.product.variants?.[0]?.price : item.kind)).slice(1)
    }
    assert.deepEqual(await price('JPY', '1200'), [1200])
    assert.deepEqual(await price('KWD', '1.250'), [1250])
    assert.deepEqual(await price('JPY', '12.50'), ['problem', 'rejected'])
  })

  it('documents every code it reports', () => {
    const rules = readFileSync(new URL('RULES.md', import.meta.url), 'utf8')
    assert.deepEqual(
      PROBLEM_CODES.filter((code) => !rules.includes(`\`${code}\``)),
      [],
    )
  })
})
