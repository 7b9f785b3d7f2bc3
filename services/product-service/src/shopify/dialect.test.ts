import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { headerOf, headerWarnings, readHeader } from './dialect.ts'

const fault = (line: string) => {
  const header = readHeader(line.split(','))
  return header.ok ? header.value.dialect : header.error.code
}

describe('the header of a file', () => {
  it('tells the classic dialect from the new one whatever the capitals', () => {
    assert.equal(fault('HANDLE,title,body (html),VARIANT price'), 'classic')
    assert.equal(fault('title,url HANDLE,description,PRICE'), 'new')
    assert.equal(fault('Handle,Title,Tags'), 'classic')
    assert.equal(fault('Title'), 'new')
    assert.equal(fault('Handle,Title,Description,SKU,Price'), 'new')
  })

  it('is refused when it is of neither dialect, and the message shows it', () => {
    assert.equal(fault('id,name,price'), 'file-unknown')
    assert.equal(fault('Title,Body (HTML),Variant Price'), 'file-unknown')
    assert.equal(fault('Handle,Variant SKU'), 'file-unknown')
    assert.equal(fault(''), 'file-unknown')
    assert.equal(fault('Handle;Title;Body (HTML)'), 'file-separator')
    assert.equal(fault('Handle,Title,Vendor,vendor'), 'column-duplicate')
    const header = readHeader(['id', 'name'])
    assert.deepEqual(header, {
      ok: false,
      error: {
        line: 1,
        column: undefined,
        code: 'file-unknown',
        message:
          'This is not a Shopify product export: its first row is “id,name”. It needs the columns “Title” and “Handle” (or “Title” and “URL handle”) among those of one Shopify format.',
        handle: undefined,
        severity: 'error',
      },
    })
  })

  it('says what each column is', () => {
    const names = [
      'Handle',
      'Title',
      'Price / United States',
      'included / EU',
      'Compare At Price / EU',
      'My column',
      '',
    ]
    const header = readHeader(names)
    assert.deepEqual(header.ok && header.value.columns, [
      { use: 'field', field: 'handle' },
      { use: 'field', field: 'title' },
      { use: 'market', what: 'price', market: 'United States' },
      { use: 'market', what: 'included', market: 'EU' },
      { use: 'market', what: 'compareAtPrice', market: 'EU' },
      { use: 'extra', name: 'My column' },
      { use: 'none' },
    ])
  })

  it('warns of columns that cannot be kept or belong to the other dialect', () => {
    const header = readHeader(['Handle', 'Title', 'Body (HTML)', 'Variant SKU', 'Price', ''])
    const warnings = header.ok ? headerWarnings(header.value) : []
    assert.deepEqual(
      warnings.map(({ code, column, severity }) => [code, column, severity]),
      [
        ['column-of-other-dialect', 'Price', 'warning'],
        ['column-unnamed', undefined, 'warning'],
      ],
    )
  })

  it('is written in the order of Shopify, with market and extra columns in their places', () => {
    const classic = headerOf('classic', ['EU'], ['Google Shopping / MPN'])
    assert.deepEqual(classic.slice(-10), [
      ...['SEO Description', 'Google Shopping / MPN', 'Variant Image', 'Variant Weight Unit', 'Variant Tax Code'],
      ...['Cost per item', 'Included / EU', 'Price / EU', 'Compare At Price / EU', 'Status'],
    ])
    assert.deepEqual(headerOf('new').slice(0, 3), ['Title', 'URL handle', 'Description'])
    assert.deepEqual([fault(headerOf('classic').join()), fault(headerOf('new').join())], ['classic', 'new'])
  })
})
