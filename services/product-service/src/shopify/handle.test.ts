import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { handleFrom, isHandle } from './handle.ts'

describe('handles', () => {
  it('are made of the letters and digits of a title in any script', () => {
    assert.deepEqual(['Café Crème, 250 g', '  26" Wheel – Größe L  ', '自転車 ベル', 'हिन्दी', '★★★'].map(handleFrom), [
      'cafe-creme-250-g',
      '26-wheel-große-l',
      '自転車-ベル',
      'हिन्दी',
      '',
    ])
  })

  it('made of a title are never longer than a handle may be', () => {
    assert.equal(handleFrom(`${'x'.repeat(254)} y`), 'x'.repeat(254))
    assert.equal(handleFrom(`${'x'.repeat(254)}\u{20000}`), 'x'.repeat(254))
  })

  it('have no characters that mean something in an address', () => {
    const texts = ['red-bicycle', 'Bell_2.0', '自転車', 'a b', 'a/b', 'a?b', '', '..', 'x'.repeat(255), 'x'.repeat(256)]
    assert.deepEqual(texts.map(isHandle), [true, true, true, false, false, false, false, false, true, false])
  })
})
