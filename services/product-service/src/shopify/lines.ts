import { isUtf8 } from 'node:buffer'
import { RECORD_BYTES_MAX } from './limits.ts'

/** A physical line of a file, with its ending. */
export type Line = {
  /** From 1. */
  readonly number: number
  readonly text: string
  /** Whether it has an odd number of quotation marks: then a quoted cell begins or ends on it. */
  readonly oddQuotes: boolean
  /** Why its text cannot be trusted. */
  readonly fault: 'not-utf8' | 'record-too-long' | undefined
}

const [LF, CR] = [10, 13]

/**
 * Cuts a stream of bytes into lines ending in LF, CRLF or CR, and drops the byte order mark. Memory stays within one
 * chunk and one line; of a line longer than a record may be, only the beginning is kept, and it says so.
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0)
  let number = 1
  let beheaded = false
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
    let start = 0
    for (const end of lineEnds(rest)) {
      if (!beheaded) yield lineOf(rest.subarray(start, end), number)
      beheaded = false
      number += 1
      start = end
    }
    rest = rest.subarray(start)
    if (rest.length > RECORD_BYTES_MAX) {
      if (!beheaded) yield lineOf(rest, number)
      beheaded = true
      // A CR at the very end may yet prove half of a CRLF.
      rest = rest.subarray(-1)
    }
  }
  if (rest.length > 0 && !beheaded) yield lineOf(rest, number)
}

/** Where each finished line ends. A CR at the end of the buffer waits for what follows it. */
function* lineEnds(buffer: Buffer): Generator<number> {
  let lf = buffer.indexOf(LF)
  let cr = buffer.indexOf(CR)
  while (lf >= 0 || cr >= 0) {
    const isCr = cr >= 0 && (lf < 0 || cr < lf)
    if (isCr && cr === buffer.length - 1) return
    const end = isCr ? (lf === cr + 1 ? lf : cr) + 1 : lf + 1
    yield end
    if (lf >= 0 && lf < end) lf = buffer.indexOf(LF, end)
    if (cr >= 0 && cr < end) cr = buffer.indexOf(CR, end)
  }
}

function lineOf(bytes: Buffer, number: number): Line {
  const text = bytes.toString('utf8', number === 1 && startsWithMark(bytes) ? 3 : 0, RECORD_BYTES_MAX)
  const fault = bytes.length > RECORD_BYTES_MAX ? 'record-too-long' : isUtf8(bytes) ? undefined : 'not-utf8'
  return { number, text, oddQuotes: hasOddQuotes(text), fault }
}

const startsWithMark = (bytes: Buffer) => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

function hasOddQuotes(text: string): boolean {
  let odd = false
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd
  return odd
}
