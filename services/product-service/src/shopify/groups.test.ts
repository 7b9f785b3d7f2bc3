import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { asNew, bowl, bytes, classic, mug, outcome, type Row } from './small-files.ts'
import { survey } from './survey.ts'

describe('the rows of a product', () => {
  const sized = { ...mug, 'Option1 Name': 'Size', 'Option1 Value': 'S' }
  const also = { Handle: 'mug', 'Option1 Value': 'L', 'Variant Price': '6.00' }

  it('need a value for each option, a name for each value, and another combination in each variant', async () => {
    const of = async (...rows: Row[]) => outcome(classic(...rows, bowl))
    assert.deepEqual(await of(sized, { ...also, 'Option1 Value': '' }), [
      '3 Option1 Value option-value-missing',
      '-mug',
      'bowl',
    ])
    assert.deepEqual(await of(sized, { ...also, 'Option1 Value': 'S' }), [
      '3 option-combination-duplicate',
      '-mug',
      'bowl',
    ])
    assert.deepEqual(await of(mug, { Handle: 'mug', 'Variant Price': '6.00' }), [
      '3 option-combination-duplicate',
      '-mug',
      'bowl',
    ])
    assert.deepEqual(await of(sized, { ...also, 'Option2 Value': 'Red' }), [
      '3 Option2 Value option-name-missing',
      '-mug',
      'bowl',
    ])
    assert.deepEqual(await of({ ...sized, 'Option2 Name': 'size', 'Option2 Value': 'Red' }), [
      '2 Option2 Name option-name-duplicate',
      '-mug',
      'bowl',
    ])
  })

  it('may begin with one that holds only the product', async () => {
    const { 'Variant Price': _, ...only } = mug
    const row = { ...only, 'Option1 Name': 'Size' }
    assert.deepEqual(await outcome(classic(row, { ...also, 'Option1 Value': 'S' }, also)), ['mug'])
  })

  it('repeat what the first says, or are warned of; another title is another product', async () => {
    assert.deepEqual(await outcome(classic({ ...sized, Vendor: 'A' }, { ...also, Title: 'Mug', Vendor: 'A' })), ['mug'])
    const differs = await outcome(classic({ ...sized, Vendor: 'A' }, { ...also, Vendor: 'B' }))
    assert.deepEqual(differs, ['3 Vendor first-row-differs?', 'mug'])
    assert.deepEqual(await outcome(classic(sized, { ...also, Title: 'Cup' })), ['3 Title titles-differ', '-mug'])
  })

  it('that are neither a variant nor a picture are left out with a warning', async () => {
    assert.deepEqual(await outcome(classic(mug, { Handle: 'mug' })), ['3 row-empty?', 'mug'])
    const weight = { Handle: 'mug', 'Variant Grams': '5', 'Image Src': 'https://a.example/m.jpg' }
    assert.deepEqual(await outcome(classic(mug, weight)), ['3 Variant Grams variant-cells-ignored?', 'mug'])
  })

  it('are at most as many as variants and pictures may be', async () => {
    const variants = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...also, 'Option1 Value': `${index}` }))
    const images = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ Handle: 'mug', 'Image Src': `https://a.example/${index}` }))
    assert.deepEqual(await outcome(classic(sized, ...variants(2047), ...images(250))), ['mug'])
    assert.deepEqual(await outcome(classic(sized, ...variants(2048), bowl)), ['2 too-many-variants', '-mug', 'bowl'])
    assert.deepEqual(await outcome(classic(mug, ...images(251), bowl)), ['2 Image Src too-many-images', '-mug', 'bowl'])
    assert.deepEqual((await outcome(classic(sized, ...variants(5000), bowl))).slice(-3), [
      '2 too-many-variants',
      '-mug',
      'bowl',
    ])
  })

  it('with two pictures in one place are kept in the order of the file', async () => {
    const image = (position: string) => ({
      Handle: 'mug',
      'Image Src': `https://a.example/${position}`,
      'Image Position': position,
    })
    const text = classic(mug, image('2'), image('1'), image('2'))
    assert.deepEqual(await outcome(text), ['5 Image Position image-position-duplicate?', 'mug'])
  })
})

describe('a handle', () => {
  it('is needed in the classic dialect, and must be fit for an address', async () => {
    assert.deepEqual(await outcome(classic({ ...mug, Handle: '' }, bowl)), ['2 Handle handle-missing', '-', 'bowl'])
    assert.deepEqual(await outcome(classic({ ...mug, Handle: 'a mug' }, bowl)), [
      '2 Handle handle-invalid',
      '-a mug',
      'bowl',
    ])
  })

  it('left out below a product rejects that product, for the row may be part of it', async () => {
    const rows = [mug, { 'Variant Price': '6.00' }, bowl]
    assert.deepEqual(await outcome(classic(...rows)), ['3 handle-missing', '-mug', 'bowl'])
  })

  it('is derived in the new dialect for one row only', async () => {
    const one = 'Title,URL handle,Price\nMug,,5.00\nBowl,,7.00\n'
    assert.deepEqual(await outcome(one), [
      '2 URL handle handle-derived?',
      'mug',
      '3 URL handle handle-derived?',
      'bowl',
    ])
    const two = 'Title,URL handle,Option1 name,Option1 value,Price\nMug,,Size,S,5.00\nMug,,,L,5.00\nBowl,bowl,,,7.00\n'
    assert.deepEqual(await outcome(two), ['2 URL handle handle-missing', '-', 'bowl'])
  })

  it('that comes back further down is rejected there, and everywhere after a survey', async () => {
    const text = classic(mug, bowl, { Handle: 'mug', 'Variant Price': '6.00' }, { ...bowl, Handle: 'Bowl' })
    assert.deepEqual(await outcome(text), [...['mug', 'bowl', '4 handle-returns', '-mug', '5 handle-returns', '-Bowl']])
    const looked = await survey(bytes(text))
    assert.deepEqual(looked, { rows: 4, products: 4, scattered: new Set(['mug', 'bowl']) })
    const surveyed = await outcome(text, { scattered: looked.scattered })
    assert.deepEqual(
      surveyed.filter((line) => /^-|^\w+$/.test(line)),
      ['-mug', '-bowl', '-mug', '-Bowl'],
    )
  })
})

describe('a damaged row', () => {
  const text = classic(mug, bowl, { ...mug, Handle: 'jug', Title: 'Jug' }, { ...mug, Handle: 'pan', Title: 'Pan' })

  it('of two rows glued into one rejects both products and no other', async () => {
    const file = classic(
      ...[{ ...mug, 'Variant Weight Unit': 'g' }, bowl],
      ...[
        { Handle: 'bowl', 'Image Src': 'https://a.example/b.jpg' },
        { ...mug, Handle: 'pan' },
      ],
    )
    const rejected = ['2 columns-wrong', '-mug', '3 neighbour-damaged', '-bowl', 'pan']
    assert.deepEqual(await outcome(file.replace(',g\nbowl,', ',g,bowl,')), rejected)
    assert.deepEqual(await outcome(file.replace(',g\nbowl,', ',gbowl,')), rejected)
    assert.deepEqual(await outcome(file.replace('b.jpg,\npan,', 'b.jpg,pan,')), ['mug', '4 columns-wrong', '-bowl'])
  })

  it('at the head of a product rejects the rows below it too, once', async () => {
    const text = classic(
      { ...mug, 'Option1 Name': 'Size', 'Option1 Value': 'S' },
      { ...mug, 'Option1 Value': 'L' },
      bowl,
    )
    const broken = text.replace('mug,Mug', 'mug,"Mug')
    assert.deepEqual(await outcome(broken), ['2 quote-unclosed', '-mug', '3 neighbour-damaged', '-mug', 'bowl'])
  })

  it('with an unclosed quotation mark rejects its product and no other', async () => {
    assert.deepEqual(await outcome(text.replace('bowl,Bowl', 'bowl,"Bowl')), [
      'mug',
      '3 quote-unclosed',
      '-bowl',
      'jug',
      'pan',
    ])
  })

  it('among the rows of a product rejects the product', async () => {
    const rows = classic(
      { ...mug, 'Option1 Name': 'Size', 'Option1 Value': 'S' },
      ...['M', 'L'].map((size) => {
        return { Handle: 'mug', 'Option1 Value': size, 'Variant Price': '6.00' }
      }),
      bowl,
    )
    assert.deepEqual(await outcome(rows.replace(',M,', ',"M,')), ['3 quote-unclosed', '-mug', 'bowl'])
    assert.deepEqual(await outcome(rows.replace(',M,', ',M,,')), ['3 columns-wrong', '-mug', 'bowl'])
    assert.deepEqual(await outcome(rows.replace(',M,', ',M')), ['3 columns-wrong', '-mug', 'bowl'])
  })
})

describe('a file', () => {
  it('that cannot be read says so in its first line', async () => {
    assert.deepEqual(await outcome(''), ['1 file-empty'])
    assert.deepEqual(await outcome('\uFEFF\n\n'), ['1 file-empty'])
    assert.deepEqual(await outcome('id,name,price\n1,Mug,5\n'), ['1 file-unknown'])
    assert.deepEqual(await outcome('Handle;Title;Vendor\nmug;Mug;A\n'), ['1 file-separator'])
    assert.deepEqual(await outcome('Handle,"Title\nmug,Mug\n'), ['1 quote-unclosed'])
    assert.deepEqual(await outcome(Buffer.from('\uFEFFHandle,Title\n', 'utf16le').toString('latin1')), [
      '1 file-unknown',
    ])
  })

  it('without products is not an error', async () => {
    assert.deepEqual(await outcome('Handle,Title\n'), [])
  })

  it('without prices updates products, but makes no new ones', async () => {
    const text = 'Handle,Title,Variant SKU\nmug,Mug,M-1\n'
    assert.deepEqual(await outcome(text), ['mug'])
    assert.deepEqual(await asNew(text), ['2 Variant Price price-missing'])
    assert.deepEqual(await asNew('Title,URL handle\nMug,mug\n'), ['2 Price price-missing'])
    assert.deepEqual(await asNew(classic(mug)), [])
  })
})
