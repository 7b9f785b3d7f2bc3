import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Header, headerOf } from './dialect.ts'
import { problemsOfNewProduct } from './new-product.ts'
import { type ReadOptions, readProducts } from './read.ts'
import { survey } from './survey.ts'

type Row = Readonly<Record<string, string>>

/** A file of the classic dialect with the columns that the rows fill, each on one line. */
function classic(...rows: readonly Row[]): string {
  const columns = headerOf('classic').filter((name) => /^(Handle|Title)$/.test(name) || rows.some((row) => name in row))
  const quote = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return [columns, ...rows.map((row) => columns.map((name) => quote(row[name] ?? '')))]
    .map((row) => `${row.join()}\n`)
    .join('')
}

async function* bytes(text: string) {
  yield Buffer.from(text)
}

/** In short: products by their handles, `-handle` for rejected ones, problems as `line column code`. */
async function outcome(text: string, options: Partial<ReadOptions> = {}): Promise<string[]> {
  const found: string[] = []
  for await (const item of readProducts(bytes(text), { currency: 'EUR', ...options })) {
    if (item.kind === 'product') found.push(item.product.handle)
    if (item.kind === 'rejected') found.push(`-${item.handle}`)
    if (item.kind !== 'problem') continue
    const { line, column, code, severity } = item.problem
    found.push(`${line} ${column ? `${column} ` : ''}${code}${severity === 'warning' ? '?' : ''}`)
  }
  return found
}

/** What is wrong with the products of a file in a shop that has none of them. */
async function asNew(text: string): Promise<string[]> {
  const found: string[] = []
  let header: Header | undefined
  for await (const item of readProducts(bytes(text), { currency: 'EUR' })) {
    if (item.kind === 'header') header = item.header
    if (item.kind !== 'product' || !header) continue
    found.push(
      ...problemsOfNewProduct(item.product, header).map(({ line, column, code }) => `${line} ${column} ${code}`),
    )
  }
  return found
}

const mug = { Handle: 'mug', Title: 'Mug', 'Variant Price': '5.00' }
const bowl = { Handle: 'bowl', Title: 'Bowl', 'Variant Price': '7.00' }

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

describe('the rows of a product', () => {
  const sized = { ...mug, 'Option1 Name': 'Size', 'Option1 Value': 'S' }
  const also = { Handle: 'mug', 'Option1 Value': 'L', 'Variant Price': '6.00' }

  it('need a value for each option, a name for each value, and another combination in each variant', async () => {
    const of = async (...rows: Row[]) => outcome(classic(...rows, bowl))
    assert.deepEqual(await of(sized, { ...also, 'Option1 Value': '' }), [
      '3 Option1 Value option-value-missing',
      '-mug',
      'bowl',
    ])
    assert.deepEqual(await of(sized, { ...also, 'Option1 Value': 'S' }), [
      '3 option-combination-duplicate',
      '-mug',
      'bowl',
    ])
    assert.deepEqual(await of(mug, { Handle: 'mug', 'Variant Price': '6.00' }), [
      '3 option-combination-duplicate',
      '-mug',
      'bowl',
    ])
    assert.deepEqual(await of(sized, { ...also, 'Option2 Value': 'Red' }), [
      '3 Option2 Value option-name-missing',
      '-mug',
      'bowl',
    ])
    assert.deepEqual(await of({ ...sized, 'Option2 Name': 'size', 'Option2 Value': 'Red' }), [
      '2 Option2 Name option-name-duplicate',
      '-mug',
      'bowl',
    ])
  })

  it('may begin with one that holds only the product', async () => {
    const { 'Variant Price': _, ...only } = mug
    const row = { ...only, 'Option1 Name': 'Size' }
    assert.deepEqual(await outcome(classic(row, { ...also, 'Option1 Value': 'S' }, also)), ['mug'])
  })

  it('repeat what the first says, or are warned of; another title is another product', async () => {
    assert.deepEqual(await outcome(classic({ ...sized, Vendor: 'A' }, { ...also, Title: 'Mug', Vendor: 'A' })), ['mug'])
    const differs = await outcome(classic({ ...sized, Vendor: 'A' }, { ...also, Vendor: 'B' }))
    assert.deepEqual(differs, ['3 Vendor first-row-differs?', 'mug'])
    assert.deepEqual(await outcome(classic(sized, { ...also, Title: 'Cup' })), ['3 Title titles-differ', '-mug'])
  })

  it('that are neither a variant nor a picture are left out with a warning', async () => {
    assert.deepEqual(await outcome(classic(mug, { Handle: 'mug' })), ['3 row-empty?', 'mug'])
    const weight = { Handle: 'mug', 'Variant Grams': '5', 'Image Src': 'https://a.example/m.jpg' }
    assert.deepEqual(await outcome(classic(mug, weight)), ['3 Variant Grams variant-cells-ignored?', 'mug'])
  })

  it('are at most as many as variants and pictures may be', async () => {
    const variants = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...also, 'Option1 Value': `${index}` }))
    const images = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ Handle: 'mug', 'Image Src': `https://a.example/${index}` }))
    assert.deepEqual(await outcome(classic(sized, ...variants(2047), ...images(250))), ['mug'])
    assert.deepEqual(await outcome(classic(sized, ...variants(2048), bowl)), ['2 too-many-variants', '-mug', 'bowl'])
    assert.deepEqual(await outcome(classic(mug, ...images(251), bowl)), ['2 Image Src too-many-images', '-mug', 'bowl'])
    assert.deepEqual((await outcome(classic(sized, ...variants(5000), bowl))).slice(-3), [
      '2 too-many-variants',
      '-mug',
      'bowl',
    ])
  })

  it('with two pictures in one place are kept in the order of the file', async () => {
    const image = (position: string) => ({
      Handle: 'mug',
      'Image Src': `https://a.example/${position}`,
      'Image Position': position,
    })
    const text = classic(mug, image('2'), image('1'), image('2'))
    assert.deepEqual(await outcome(text), ['5 Image Position image-position-duplicate?', 'mug'])
  })
})

describe('a handle', () => {
  it('is needed in the classic dialect, and must be fit for an address', async () => {
    assert.deepEqual(await outcome(classic({ ...mug, Handle: '' }, bowl)), ['2 Handle handle-missing', '-', 'bowl'])
    assert.deepEqual(await outcome(classic({ ...mug, Handle: 'a mug' }, bowl)), [
      '2 Handle handle-invalid',
      '-a mug',
      'bowl',
    ])
  })

  it('left out below a product rejects that product, for the row may be part of it', async () => {
    const rows = [mug, { 'Variant Price': '6.00' }, bowl]
    assert.deepEqual(await outcome(classic(...rows)), ['3 handle-missing', '-mug', 'bowl'])
  })

  it('is derived in the new dialect for one row only', async () => {
    const one = 'Title,URL handle,Price\nMug,,5.00\nBowl,,7.00\n'
    assert.deepEqual(await outcome(one), [
      '2 URL handle handle-derived?',
      'mug',
      '3 URL handle handle-derived?',
      'bowl',
    ])
    const two = 'Title,URL handle,Option1 name,Option1 value,Price\nMug,,Size,S,5.00\nMug,,,L,5.00\nBowl,bowl,,,7.00\n'
    assert.deepEqual(await outcome(two), ['2 URL handle handle-missing', '-', 'bowl'])
  })

  it('that comes back further down is rejected there, and everywhere after a survey', async () => {
    const text = classic(mug, bowl, { Handle: 'mug', 'Variant Price': '6.00' }, { ...bowl, Handle: 'Bowl' })
    assert.deepEqual(await outcome(text), [...['mug', 'bowl', '4 handle-returns', '-mug', '5 handle-returns', '-Bowl']])
    const looked = await survey(bytes(text))
    assert.deepEqual(looked, { rows: 4, products: 4, scattered: new Set(['mug', 'bowl']) })
    const surveyed = await outcome(text, { scattered: looked.scattered })
    assert.deepEqual(
      surveyed.filter((line) => /^-|^\w+$/.test(line)),
      ['-mug', '-bowl', '-mug', '-Bowl'],
    )
  })
})

describe('a damaged row', () => {
  const text = classic(mug, bowl, { ...mug, Handle: 'jug', Title: 'Jug' }, { ...mug, Handle: 'pan', Title: 'Pan' })

  it('of two rows glued into one rejects both products and no other', async () => {
    const file = classic(
      ...[{ ...mug, 'Variant Weight Unit': 'g' }, bowl],
      ...[
        { Handle: 'bowl', 'Image Src': 'https://a.example/b.jpg' },
        { ...mug, Handle: 'pan' },
      ],
    )
    const rejected = ['2 columns-wrong', '-mug', '3 neighbour-damaged', '-bowl', 'pan']
    assert.deepEqual(await outcome(file.replace(',g\nbowl,', ',g,bowl,')), rejected)
    assert.deepEqual(await outcome(file.replace(',g\nbowl,', ',gbowl,')), rejected)
    assert.deepEqual(await outcome(file.replace('b.jpg,\npan,', 'b.jpg,pan,')), ['mug', '4 columns-wrong', '-bowl'])
  })

  it('with an unclosed quotation mark rejects its product and no other', async () => {
    assert.deepEqual(await outcome(text.replace('bowl,Bowl', 'bowl,"Bowl')), [
      'mug',
      '3 quote-unclosed',
      '-bowl',
      'jug',
      'pan',
    ])
  })

  it('among the rows of a product rejects the product', async () => {
    const rows = classic(
      { ...mug, 'Option1 Name': 'Size', 'Option1 Value': 'S' },
      ...['M', 'L'].map((size) => {
        return { Handle: 'mug', 'Option1 Value': size, 'Variant Price': '6.00' }
      }),
      bowl,
    )
    assert.deepEqual(await outcome(rows.replace(',M,', ',"M,')), ['3 quote-unclosed', '-mug', 'bowl'])
    assert.deepEqual(await outcome(rows.replace(',M,', ',M,,')), ['3 columns-wrong', '-mug', 'bowl'])
    assert.deepEqual(await outcome(rows.replace(',M,', ',M')), ['3 columns-wrong', '-mug', 'bowl'])
  })
})

describe('a file', () => {
  it('that cannot be read says so in its first line', async () => {
    assert.deepEqual(await outcome(''), ['1 file-empty'])
    assert.deepEqual(await outcome('\uFEFF\n\n'), ['1 file-empty'])
    assert.deepEqual(await outcome('id,name,price\n1,Mug,5\n'), ['1 file-unknown'])
    assert.deepEqual(await outcome('Handle;Title;Vendor\nmug;Mug;A\n'), ['1 file-separator'])
    assert.deepEqual(await outcome('Handle,"Title\nmug,Mug\n'), ['1 quote-unclosed'])
    assert.deepEqual(await outcome(Buffer.from('\uFEFFHandle,Title\n', 'utf16le').toString('latin1')), [
      '1 file-unknown',
    ])
  })

  it('without products is not an error', async () => {
    assert.deepEqual(await outcome('Handle,Title\n'), [])
  })

  it('without prices updates products, but makes no new ones', async () => {
    const text = 'Handle,Title,Variant SKU\nmug,Mug,M-1\n'
    assert.deepEqual(await outcome(text), ['mug'])
    assert.deepEqual(await asNew(text), ['2 Variant Price price-missing'])
    assert.deepEqual(await asNew('Title,URL handle\nMug,mug\n'), ['2 Price price-missing'])
    assert.deepEqual(await asNew(classic(mug)), [])
  })
})
