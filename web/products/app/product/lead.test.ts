import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitLead } from './lead.ts'
import { plainWords } from './plain-words.ts'

test('a short first paragraph leads, the rest is told below', () => {
  assert.deepEqual(splitLead('<p>A <b>lamp</b>.</p> <p>More.</p>'), { lead: 'A <b>lamp</b>.', rest: '<p>More.</p>' })
})

test('a description without such a paragraph, or with nothing else, stays whole', () => {
  const long = `<p>${'x'.repeat(241)}</p><p>More.</p>`
  for (const html of ['<p>All of it.</p>', '<ul><li>A</li></ul><p>B</p>', long, '<p><img src="a"></p><p>B</p>', ''])
    assert.deepEqual(splitLead(html), { lead: undefined, rest: html })
})

test('the head of a page gets words only, cut where a word ends', () => {
  assert.equal(plainWords('<p>A&nbsp;lamp &amp; more.</p>\n<ul><li>It tilts</li></ul>'), 'A lamp & more. It tilts')
  assert.equal(plainWords('<p></p>'), undefined)
  const cut = plainWords(`<p>${'lamp '.repeat(50)}</p>`) ?? ''
  assert.equal(cut.length, 160)
  assert.ok(cut.endsWith('lamp…'), cut)
})
