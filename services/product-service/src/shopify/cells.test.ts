import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bowl, classic, mug, outcome } from './small-files.ts'

describe('a cell that cannot be read rejects its product and no other', () => {
  const cases: readonly [string, string, string][] = [
    ['Variant Price', '', 'price-missing'],
    ['Variant Price', 'free', 'price-not-a-number'],
    ['Variant Price', '1,234.00', 'price-separators'],
    ['Variant Price', '12,50', 'price-separators'],
    ['Variant Price', '€5.00', 'price-currency'],
    ['Variant Price', '5.005', 'price-decimals'],
    ['Variant Price', '-5.00', 'price-negative'],
    ['Variant Price', '99999999999999', 'price-too-large'],
    ['Variant Compare At Price', '$9', 'price-currency'],
    ['Cost per item', '2,5', 'price-separators'],
    ['Published', 'yes', 'boolean-invalid'],
    ['Variant Taxable', '1', 'boolean-invalid'],
    ['Status', 'live', 'status-invalid'],
    ['Variant Inventory Policy', 'maybe', 'policy-invalid'],
    ['Variant Inventory Qty', '3.5', 'number-invalid'],
    ['Variant Inventory Qty', '1000000001', 'number-invalid'],
    ['Variant Grams', '1e3', 'number-invalid'],
    ['Variant Grams', '-5', 'number-invalid'],
    ['Image Position', '0', 'number-invalid'],
    ['Variant SKU', 'A-1,deny,\nbowl', 'line-break'],
    ['Vendor', 'a\0b', 'character-not-allowed'],
    ['Title', ' ', 'title-missing'],
    ['Title', 'x'.repeat(256), 'too-long'],
    ['Tags', Array.from({ length: 251 }, (_, index) => `t${index}`).join(), 'too-many-tags'],
    ['Tags', 'x'.repeat(256), 'too-long'],
    ['Body (HTML)', 'é'.repeat(256 * 1024 + 1), 'too-long'],
    ['Image Src', `https://a.example/${'x'.repeat(2048)}`, 'too-long'],
  ]
  for (const [column, cell, code] of cases)
    it(`${code}: ${column} ${JSON.stringify(cell.slice(0, 20))}`, async () => {
      const row = { ...mug, 'Image Src': 'https://a.example/m.jpg', [column]: cell }
      const [problem, ...others] = await outcome(classic(row, bowl))
      const shown = code === 'character-not-allowed' ? '' : `${column} `
      assert.equal(problem, `2 ${shown}${code}`)
      assert.deepEqual(others, ['-mug', 'bowl'])
    })

  it('and is read at its limit', async () => {
    const row = {
      ...{ ...mug, Handle: 'x'.repeat(255), Title: 'x'.repeat(255), 'Body (HTML)': 'é'.repeat(256 * 1024) },
      Tags: Array.from({ length: 250 }, (_, index) => `t${index}`).join(),
      'Variant Inventory Qty': '-1000000000',
      'Variant Price': '10000000000.00',
    }
    assert.deepEqual(await outcome(classic(row)), ['x'.repeat(255)])
  })
})

describe('a cell that may not be meant is kept with a warning', () => {
  const cases: readonly [string, string, string][] = [
    ['Variant Price', '0.00', 'price-zero'],
    ['Variant Compare At Price', '4.99', 'compare-at-below-price'],
    ['Variant Grams', '12.5', 'weight-fractional'],
    ['Variant Weight Unit', 'stone', 'weight-unit-unknown'],
    ['Image Src', 'ftp://a.example/m.jpg', 'image-address'],
    ['Variant Image', 'https://a.example/other.jpg', 'variant-image-not-listed'],
  ]
  for (const [column, cell, code] of cases)
    it(`${code}: ${column} ${JSON.stringify(cell)}`, async () => {
      const row = { ...mug, 'Image Src': 'https://a.example/m.jpg', [column]: cell }
      assert.deepEqual(await outcome(classic(row)), [`2 ${column} ${code}?`, 'mug'])
    })

  it('image-source-missing: an alt text without a picture', async () => {
    const row = { ...mug, 'Image Src': '', 'Image Alt Text': 'A mug' }
    assert.deepEqual(await outcome(classic(row)), ['2 Image Alt Text image-source-missing?', 'mug'])
  })

  it('type-case: once for each other way of writing a type', async () => {
    const rows = ['Mugs', 'mugs', 'mugs', 'MUGS'].map((Type, index) => ({ ...mug, Handle: `mug-${index}`, Type }))
    const expected = ['mug-0', '3 Type type-case?', 'mug-1', 'mug-2', '5 Type type-case?', 'mug-3']
    assert.deepEqual(await outcome(classic(...rows)), expected)
  })

  it('sku-duplicate: at each variant after the first, and never for blank ones', async () => {
    const rows = ['A', 'A', '', '', 'a'].map((sku, index) => ({ ...mug, Handle: `mug-${index}`, 'Variant SKU': sku }))
    const expected = ['mug-0', '3 Variant SKU sku-duplicate?', 'mug-1', 'mug-2', 'mug-3', 'mug-4']
    assert.deepEqual(await outcome(classic(...rows)), expected)
  })
})
