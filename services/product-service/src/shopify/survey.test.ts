import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { describe, it } from 'node:test'
import { bytes } from './small-files.ts'
import { survey } from './survey.ts'

describe('a survey of a file', () => {
  it('counts rows and products, also those without a handle', async () => {
    const look = (name: string) => survey(createReadStream(new URL(`fixtures/${name}.csv`, import.meta.url)))
    assert.deepEqual(await look('classic'), { rows: 10, products: 5, scattered: new Set() })
    assert.deepEqual(await look('new'), { rows: 4, products: 2, scattered: new Set() })
  })

  it('finds the handles whose rows are not together, whatever their capitals', async () => {
    const text = 'Handle,Title\na,A\nb,B\nA,\nc,C\nc,\nb,\n'
    assert.deepEqual(await survey(bytes(text)), { rows: 6, products: 5, scattered: new Set(['a', 'b']) })
  })

  it('of a file that is not one finds nothing', async () => {
    assert.deepEqual(await survey(bytes('')), { rows: 0, products: 0, scattered: new Set() })
  })
})
