import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fail, ok, type Result } from '@mallhive/kernel'
import type { Problem } from '../shopify/problem.ts'
import { readProducts } from '../shopify/read.ts'

/** Uploaded files, until they are imported. With several processes the folder must be one that all of them see. */
export interface ImportFiles {
  /** Takes an upload in, if it is a product export and not larger than `bytesMax`. */
  receive(id: string, upload: Readable, bytesMax: number): Promise<Result<Received, Refused>>
  /** Where the file lies; undefined when it is gone. */
  find(file: string): Promise<string | undefined>
  remove(file: string): Promise<void>
}

export interface Received {
  readonly file: string
  readonly bytes: number
}
export type Refused =
  | { readonly reason: 'too-large' }
  /** What the reader says of the first row. */
  | { readonly reason: 'not-csv'; readonly problem: Problem }

export function importFiles(folder: string): ImportFiles {
  const placeOf = (file: string) => path.join(folder, path.basename(file))
  return {
    async receive(id, upload, bytesMax) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = `${id}.csv`
      const beside = `${placeOf(file)}.part`
      try {
        const bytes = await write(upload, beside, bytesMax)
        if (bytes === undefined) return fail({ reason: 'too-large' })
        const problem = await headerProblem(beside)
        if (problem) return fail({ reason: 'not-csv', problem })
        await rename(beside, placeOf(file))
        return ok({ file, bytes })
      } finally {
        await rm(beside, { force: true })
      }
    },
    async find(file) {
      const present = await stat(placeOf(file)).catch(() => undefined)
      return present && placeOf(file)
    },
    remove: (file) => rm(placeOf(file), { force: true }),
  }
}

class TooLarge extends Error {}

/** Answers the number of bytes; undefined when there are more than may be. */
async function write(upload: Readable, place: string, bytesMax: number): Promise<number | undefined> {
  let bytes = 0
  async function* counted(source: AsyncIterable<Buffer>) {
    for await (const piece of source) {
      bytes += piece.length
      if (bytes > bytesMax) throw new TooLarge()
      yield piece
    }
  }
  try {
    await pipeline(upload, counted, createWriteStream(place, { mode: 0o600, flush: true }))
    return bytes
  } catch (error) {
    if (error instanceof TooLarge) return undefined
    throw error
  }
}

/** The first thing that the reader says is the header, or why there is none. */
async function headerProblem(place: string): Promise<Problem | undefined> {
  const stream = createReadStream(place)
  // The currency plays no part before the first product.
  const items = readProducts(stream, { currency: 'EUR' })
  try {
    const { value, done } = await items.next()
    return !done && value.kind === 'problem' ? value.problem : undefined
  } finally {
    await items.return(undefined)
    stream.destroy()
  }
}
