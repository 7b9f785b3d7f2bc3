import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fold, plainText, queryWords, searchQuery, searchVector, wordsOf } from './fold.ts'

describe('folding', () => {
  it('compares text without capitals, Latin accents and sharp s, and keeps marks that are letters elsewhere', () => {
    assert.deepEqual(['Café CRÈME', 'Straße', 'Ångström', 'ハンドル', 'हिन्दी'].map(fold), [
      'cafe creme',
      'strasse',
      'angstrom',
      'ハンドル',
      'हिन्दी',
    ])
  })

  it('cuts words at everything that is neither letter nor digit', () => {
    assert.deepEqual(wordsOf("E-Bike 36cm, l'eau & 007"), ['e', 'bike', '36cm', 'l', 'eau', '007'])
  })

  it('asks for each word once, and for no more than twelve', () => {
    assert.deepEqual(queryWords('red Red RED lamp'), ['red', 'lamp'])
    assert.equal(queryWords(Array.from({ length: 13 }, (_, index) => `w${index}`).join(' ')).length, 12)
  })

  it('gives a word the weight of the best place it stands in', () => {
    assert.equal(
      searchVector({ title: 'Dome lamp', beside: ['Lamp', 'Clay'], description: 'A clay lamp shade' }),
      "'dome':1A 'lamp':1A 'clay':1B 'a':1C 'shade':1C",
    )
  })

  it('takes the last word as unfinished', () => {
    assert.equal(searchQuery(['dome', 'la']), "'dome' & 'la':*")
  })

  it('reads a description without its mark-up', () => {
    assert.equal(plainText('<p>Oak&nbsp;and <b>brass</b></p>'), 'Oak and brass')
  })
})
