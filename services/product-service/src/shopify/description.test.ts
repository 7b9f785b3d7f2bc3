import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cleanDescription } from './description.ts'

describe('a description that is shown', () => {
  it('keeps text, lists, tables, links and the shop’s own pictures', () => {
    assert.equal(
      cleanDescription(
        '<h1>Bell</h1><ul class="x"><li><b>Loud</b> &amp; small</li></ul><a href="https://a.example/" target="_blank">more</a>',
      ),
      '<h2>Bell</h2><ul><li><b>Loud</b> &amp; small</li></ul><a href="https://a.example/" target="_blank" rel="noopener">more</a>',
    )
    assert.equal(
      cleanDescription(
        '<img src="/media/0123abcd-640.webp" onerror="x()"><table><tr><td colspan="2" style="x">1</td></tr></table>',
      ),
      '<img src="/media/0123abcd-640.webp" alt="" loading="lazy" /><table><tr><td colspan="2">1</td></tr></table>',
    )
  })

  it('has nothing that runs, loads a frame or dresses the page', () => {
    const hostile = [
      '<script>steal()</script>',
      '<iframe src="https://player.example/1"></iframe>',
      '<style>body{display:none}</style>',
      '<svg onload="x()"></svg>',
      '<object data="x"></object><embed src="x"><form action="x"></form>',
      '<meta http-equiv="refresh" content="0"><base href="https://evil.example/"><link rel="stylesheet" href="x">',
      '<img src="https://elsewhere.example/b.png">',
      '<img src="javascript:x()"><img src="data:image/png;base64,AA=="><img src="//evil.example/x.png">',
    ]
    assert.deepEqual(hostile.map(cleanDescription), ['', '', '', '', '', '', '', ''])
  })

  it('has links to the web only', () => {
    const links = [
      'javascript:x()',
      'JaVaScRiPt:x()',
      'data:text/html,x',
      '//evil.example',
      'vbscript:x',
      'mailto:a@b.example',
    ]
    for (const link of links) assert.equal(cleanDescription(`<a href="${link}">a</a>`), '<a rel="noopener">a</a>')
    assert.equal(cleanDescription('<a href=" java\nscript:x()">a</a>'), '<a rel="noopener">a</a>')
  })
})
