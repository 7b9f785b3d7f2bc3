import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { matchVariants } from './match-variants.ts'

const variant = (optionValues: string[], sku?: string) => ({ optionValues, ...(sku !== undefined && { sku }) })

describe('a replaced product', () => {
  it('finds its variants by their values, whatever their order', () => {
    const current = [variant(['Red']), variant(['Ink'])]
    assert.deepEqual(matchVariants(current, [variant(['Ink']), variant(['Clay']), variant(['Red'])]), [1, undefined, 0])
  })

  it('finds a renamed variant by its SKU, where no other has it', () => {
    const current = [variant(['Red'], 'a'), variant(['Ink'], 'b'), variant(['Bone'], 'b')]
    assert.deepEqual(matchVariants(current, [variant(['Ruby'], 'a'), variant(['Black'], 'b')]), [0, undefined])
  })

  it('finds the only variant, also when it gets its first option', () => {
    assert.deepEqual(matchVariants([variant([])], [variant(['Red'])]), [0])
  })

  it('never takes one variant for two', () => {
    assert.deepEqual(matchVariants([variant(['Red'], 'a')], [variant(['Red'], 'b'), variant(['Ink'], 'a')]), [
      0,
      undefined,
    ])
  })
})
