import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RECORD_BYTES_MAX } from './limits.ts'
import { type FileRecord, recordsOf } from './records.ts'

/** Bytes in pieces of a few, so that every boundary between two chunks is met. */
async function* inPieces(text: string | Buffer, size = 3): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(text: string | Buffer, size?: number): Promise<unknown[]> {
  const records: unknown[] = []
  for await (const record of recordsOf(inPieces(text, size))) records.push(brief(record))
  return records
}

function brief(record: FileRecord): unknown {
  return record.kind === 'row' ? [record.lines.first, ...record.cells] : [record.lines, record.code]
}

describe('the records of a file', () => {
  it('are the same whatever ends a line, with or without a byte order mark', async () => {
    const expected = [
      [1, 'a', 'b'],
      [2, '1', 'ü'],
      [4, '2', '"q"'],
    ]
    for (const end of ['\n', '\r\n', '\r'])
      for (const mark of ['', '\uFEFF'])
        for (const size of [1, 2, 3, 1000])
          assert.deepEqual(await read(`${mark}a,b\n1,ü\n\n2,"""q"""\n,\n\n`.replaceAll('\n', end), size), expected)
  })

  it('may lack the last line ending', async () => {
    assert.deepEqual(await read('a,b\n1,2'), [
      [1, 'a', 'b'],
      [2, '1', '2'],
    ])
  })

  it('keep line breaks inside quotation marks as they are and count their lines', async () => {
    assert.deepEqual(await read('a,b\n"1\r\n\r2\n",x\n3,y\n'), [
      [1, 'a', 'b'],
      [2, '1\r\n\r2\n', 'x'],
      [6, '3', 'y'],
    ])
  })

  it('keep blanks around cells and a mark in the middle of the file', async () => {
    assert.deepEqual(await read('a,b\n 1 ,\uFEFFx\n'), [
      [1, 'a', 'b'],
      [2, ' 1 ', '\uFEFFx'],
    ])
  })

  it('that have too many or too few cells are reported whole, and the next is read', async () => {
    assert.deepEqual(await read('a,b\n1,2,3\n"x\ny",2,3\n1\n3,4\n'), [
      [1, 'a', 'b'],
      [{ first: 2, last: 2 }, 'columns-wrong'],
      [{ first: 3, last: 4 }, 'columns-wrong'],
      [{ first: 5, last: 5 }, 'columns-wrong'],
      [6, '3', '4'],
    ])
  })

  it('after an unclosed quotation mark are all read but the one it stands in', async () => {
    assert.deepEqual(await read('a,b,c\n1,"open,x\n2,b,c\n3,"many\nlines",c\n4,b,c\n'), [
      [1, 'a', 'b', 'c'],
      [{ first: 2, last: 2 }, 'quote-unclosed'],
      [3, '2', 'b', 'c'],
      [4, '3', 'many\nlines', 'c'],
      [6, '4', 'b', 'c'],
    ])
    assert.deepEqual(await read('a,b\n1,"open\n2,b\n3,c\n'), [
      [1, 'a', 'b'],
      [{ first: 2, last: 2 }, 'quote-unclosed'],
      [3, '2', 'b'],
      [4, '3', 'c'],
    ])
  })

  it('with a cell of several lines whose end is missing are given up to the last of them', async () => {
    assert.deepEqual(await read('a,b,c\n1,"one\ntwo\nthree,c\n2,b,c\n'), [
      [1, 'a', 'b', 'c'],
      [{ first: 2, last: 4 }, 'quote-unclosed'],
      [5, '2', 'b', 'c'],
    ])
  })

  it('with a quotation mark inside an unquoted cell are reported alone', async () => {
    assert.deepEqual(await read('a,b\n1,26" wheel\n2,b\n3,"q"x\n4,d\n'), [
      [1, 'a', 'b'],
      [{ first: 2, last: 2 }, 'quote-stray'],
      [3, '2', 'b'],
      [{ first: 4, last: 4 }, 'quote-unclosed'],
      [5, '4', 'd'],
    ])
  })

  it('that are not UTF-8 are reported alone', async () => {
    assert.deepEqual(await read(Buffer.from('a,b\n1,caf\xe9\n2,b\n', 'latin1')), [
      [1, 'a', 'b'],
      [{ first: 2, last: 2 }, 'not-utf8'],
      [3, '2', 'b'],
    ])
  })

  it('may be as long as the limit and not longer', async () => {
    const atLimit = 'x'.repeat(RECORD_BYTES_MAX - 3)
    assert.deepEqual(await read(`a,b\n1,${atLimit}\n`, 65_536), [
      [1, 'a', 'b'],
      [2, '1', atLimit],
    ])
    for (const size of [65_536, 10_000_000])
      assert.deepEqual(await read(`a,b\r\n1,${atLimit}xx\r\n2,b\r\n`, size), [
        [1, 'a', 'b'],
        [{ first: 2, last: 2 }, 'record-too-long'],
        [3, '2', 'b'],
      ])
  })

  it('after a mark left open in a long file are read within memory', async () => {
    const rows = Array.from({ length: 25_000 }, (_, index) => `${index},${'y'.repeat(100)}\n`)
    const records = await read(`a,b\n1,"open\n${rows.join('')}`, 65_536)
    assert.equal(records.length, 25_002)
    assert.deepEqual(records[1], [{ first: 2, last: 2 }, 'quote-unclosed'])
  })
})
