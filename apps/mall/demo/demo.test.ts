import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { test } from 'node:test'

interface Shop {
  readonly hero: { product: string; picture: { wide: string; tall: string } }
  readonly categories: readonly { handle: string; rule: { types: string[]; tags: string[] }; picture: string }[]
  readonly rooms: readonly string[]
  readonly featured: readonly string[]
  readonly paints: Readonly<Record<string, string>>
}

const here = (path: string) => new URL(path, import.meta.url)
const shop: Shop = JSON.parse(readFileSync(here('shop.json'), 'utf8'))
const rows = table(readFileSync(here('haldow.csv'), 'utf8'))
const products = rows.filter((row) => row['Title'] !== '')
const variants = rows.filter((row) => row['Variant Price'] !== '')
const handles = new Set(products.map((row) => row['Handle']))

test('there are forty products and 116 variants, one of them with eighteen', () => {
  assert.equal(products.length, 40)
  assert.equal(variants.length, 116)
  assert.equal(variants.filter((row) => row['Handle'] === 'dome-lamp').length, 18)
})

test('each handle begins one product, and its rows stand together', () => {
  assert.equal(handles.size, products.length)
  const runs = rows.map((row) => row['Handle']).filter((handle, index, all) => handle !== all[index - 1])
  assert.equal(runs.length, handles.size)
})

test('no SKU and no barcode comes twice, and barcodes have the right check digit', () => {
  for (const column of ['Variant SKU', 'Variant Barcode']) {
    assert.equal(new Set(variants.map((row) => row[column])).size, variants.length, column)
  }
  for (const { 'Variant Barcode': barcode = '' } of variants) {
    const sum = [...barcode].reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 3 : 1), 0)
    assert.match(barcode, /^\d{13}$/)
    assert.equal(sum % 10, 0, barcode)
  }
})

test('no combination of options comes twice in a product', () => {
  const combinations = variants.map((row) => [row['Handle'], row['Option1 Value'], row['Option2 Value']].join('|'))
  assert.equal(new Set(combinations).size, variants.length)
})

test('every picture named is there, every picture there is named, and all have words', () => {
  const images = rows.filter((row) => row['Image Src'] !== '')
  for (const row of images) assert.notEqual(row['Image Alt Text'], '', row['Image Src'])
  const named = [
    ...rows.flatMap((row) => [row['Image Src'], row['Variant Image']]),
    ...shop.categories.map((category) => category.picture),
    shop.hero.picture.wide,
    shop.hero.picture.tall,
  ].filter((path) => path !== '')
  const present = readdirSync(here('pictures/')).map((file) => `pictures/${file}`)
  assert.deepEqual([...new Set(named)].toSorted(), present.toSorted())
})

test('a variant shows a picture of its own product', () => {
  for (const row of variants.filter((row) => row['Variant Image'] !== '')) {
    const own = rows.filter((each) => each['Handle'] === row['Handle']).map((each) => each['Image Src'])
    assert.ok(own.includes(row['Variant Image']), `${row['Handle']}: ${row['Variant Image']}`)
  }
})

test('prices are above nothing, and what was before was more', () => {
  for (const row of variants) {
    assert.match(row['Variant Price'] ?? '', /^[1-9]\d*\.\d\d$/)
    const before = row['Variant Compare At Price']
    if (before) assert.ok(Number(before) > Number(row['Variant Price']), row['Variant SKU'])
  }
})

test('some things are sold out, some nearly, most are there', () => {
  const stock = variants.map((row) => Number(row['Variant Inventory Qty']))
  assert.equal(stock.filter((quantity) => quantity === 0).length, 15)
  assert.equal(stock.filter((quantity) => quantity > 0 && quantity <= 5).length, 19)
  assert.ok(stock.every((quantity) => Number.isInteger(quantity) && quantity >= 0))
})

test('each category has products, and each product a category', () => {
  const belongs = (row: Row, { rule }: Shop['categories'][number]) =>
    rule.types.includes(row['Type'] ?? '') || (row['Tags'] ?? '').split(', ').some((tag) => rule.tags.includes(tag))
  const counts = shop.categories.map((category) => [
    category.handle,
    products.filter((row) => belongs(row, category)).length,
  ])
  assert.deepEqual(Object.fromEntries(counts), {
    lighting: 6,
    'table-and-kitchen': 18,
    desk: 8,
    textiles: 7,
    storage: 5,
  })
  for (const row of products)
    assert.ok(
      shop.categories.some((category) => belongs(row, category)),
      row['Handle'],
    )
})

test('what the shop picked by hand exists', () => {
  for (const handle of [...shop.featured, shop.hero.product]) assert.ok(handles.has(handle), handle)
  const categories = shop.categories.map(({ handle }) => handle)
  for (const room of shop.rooms) assert.ok(categories.includes(room), room)
})

test('every colour has a paint', () => {
  const first = Object.groupBy(rows, (row) => row['Handle'] ?? '')
  const colours = variants.flatMap((row) => {
    const names = first[row['Handle'] ?? '']?.[0]
    return [1, 2, 3].flatMap((n) => (names?.[`Option${n} Name`] === 'Colour' ? [row[`Option${n} Value`] ?? ''] : []))
  })
  assert.deepEqual(
    [...new Set(colours)].filter((colour) => !shop.paints[colour]),
    [],
  )
})

test('the whole demo is small enough to be cloned with the code', () => {
  const bytes = readdirSync(here('pictures/')).reduce((sum, file) => sum + statSync(here(`pictures/${file}`)).size, 0)
  assert.ok(bytes < 4_000_000, `${bytes} bytes`)
})

type Row = Readonly<Record<string, string>>

/** A CSV reader of its own, so that the importer's is not judged by itself. */
function table(text: string): Row[] {
  const lines: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    lines.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\n') lines.push([])
  }
  const [header = [], ...body] = lines.filter((line) => line.length > 1)
  return body.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index] ?? ''])))
}
