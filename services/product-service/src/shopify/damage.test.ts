import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import type { ShopifyProduct } from './product.ts'
import { readProducts } from './read.ts'
import { survey } from './survey.ts'

const source = (name: string) => readFileSync(new URL(`fixtures/${name}.csv`, import.meta.url), 'utf8')

async function* bytes(text: string) {
  yield Buffer.from(text)
}

async function read(text: string) {
  const { scattered } = await survey(bytes(text))
  const products = new Map<string, string>()
  const found: string[] = []
  for await (const item of readProducts(bytes(text), { currency: 'EUR', scattered })) {
    if (item.kind === 'product') products.set(item.product.handle, essence(item.product))
    if (item.kind === 'product') found.push(item.product.handle)
    if (item.kind === 'rejected') found.push(`-${item.handle}`)
    if (item.kind === 'problem') found.push(`${item.problem.line} ${item.problem.code}`)
  }
  return { products, found }
}

/** What of a product no lost comma, quotation mark or line break may change. */
const essence = ({ handle, options, variants, images }: ShopifyProduct): string =>
  JSON.stringify([
    ...[handle, options, images?.map(({ source, position }) => [source, position])],
    variants?.map(({ optionValues, sku, price, quantity, policy }) => [optionValues, sku, price, quantity, policy]),
  ])

describe('a file damaged in any one place', () => {
  it('gives each product whole or not at all, never lacks more than the two beside the place, and says so', async () => {
    const text = source('classic')
    const sound = await read(text)
    const places = [...text.matchAll(/[",\n]/g)]
      .map((match) => match.index)
      .filter((place) => place > text.indexOf('\n'))
    for (const place of places.filter((_, index) => index % 7 === 0))
      for (const instead of ['', '"', `${text[place]}${text[place]}`]) {
        const { products, found } = await read(text.slice(0, place) + instead + text.slice(place + 1))
        const where = `${JSON.stringify(instead)} at ${place}`
        for (const [handle, product] of products) assert.equal(product, sound.products.get(handle), where)
        const lacking = sound.products.size - products.size
        assert.ok(lacking <= 2, `${lacking} products lost: ${where}`)
        assert.ok(lacking === 0 || found.some((line) => /quote|columns|handle/.test(line)), `lost in silence: ${where}`)
      }
  })
})

describe('the broken fixture', () => {
  it('gives its sound products, and for each other the line that is wrong', async () => {
    const { found } = await read(source('broken'))
    assert.deepEqual(found, [
      ...['oak-tray'],
      ...['3 columns-wrong', '-tea-towel', '4 neighbour-damaged', '-paper-lamp'],
      ...['5 quote-unclosed', '-wash-cloth', '7 neighbour-damaged', '-wash-cloth'],
      ...['8 price-missing', '-brush'],
      ...['9 price-separators', '-jug'],
      ...['10 price-currency', '10 status-invalid', '-clock'],
      ...['11 quote-stray', '-basket'],
      ...['soap'],
    ])
  })
})
