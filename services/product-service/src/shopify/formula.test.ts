import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { asMeant, withoutFormula } from './formula.ts'
import { readProducts } from './read.ts'
import { writeProducts } from './write.ts'

describe('a cell of an exported file', () => {
  it('is text where a spreadsheet would take it for a formula, and a number where it is one', () => {
    const cells = {
      '=HYPERLINK("https://evil.example","Look")': `'=HYPERLINK("https://evil.example","Look")`,
      "@SUM(1+9)*cmd|' /C calc'!A0": "'@SUM(1+9)*cmd|' /C calc'!A0",
      '+1+1': "'+1+1",
      '-2+3': "'-2+3",
      '\t=1': "'\t=1",
      '\r=1': "'\r=1",
      '\n=1': "'\n=1",
      '＝1+1': "'＝1+1",
      "'=1": "''=1",
      '-12.50': '-12.50',
      'Mug = cup': 'Mug = cup',
      "'s-Hertogenbosch": "'s-Hertogenbosch",
      '': '',
    }
    for (const [cell, written] of Object.entries(cells)) assert.equal(withoutFormula(cell), written)
  })

  it('is read as it was meant, whatever it holds', () => {
    const cell = fc.oneof(fc.string(), fc.stringMatching(/^['=+\-@\t0-9]{0,6}$/))
    fc.assert(fc.property(cell, (text) => asMeant(withoutFormula(text)) === text))
  })

  it('comes back from a whole file: a title that is a formula is exported as text and imported as the title', async () => {
    const title = '=cmd|"/C calc"!A0'
    const columns = ['Handle', 'Title', 'Variant Price', 'Status']
    const file = `${columns.join(',')}\ncalc,"${title.replaceAll('"', '""')}",5.00,active\n`
    const read = async (text: string) => {
      const bytes = (async function* () {
        yield Buffer.from(text)
      })()
      const items = await Array.fromAsync(readProducts(bytes, { currency: 'EUR' }))
      return items.flatMap((item) => (item.kind === 'product' ? [item.product] : []))
    }
    const products = await read(file)
    assert.equal(products[0]?.title, title)
    const written = (await Array.fromAsync(writeProducts(products, { currency: 'EUR', columns }))).join('')
    assert.match(written, /\ncalc,"'=cmd\|""\/C calc""!A0",/)
    assert.deepEqual(await read(written), products)
  })
})
