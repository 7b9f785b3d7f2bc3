import { createReadStream } from 'node:fs'
import type { Header } from '../shopify/dialect.ts'
import type { ShopifyProduct } from '../shopify/product.ts'
import { type FileItem, readProducts } from '../shopify/read.ts'
import { survey } from '../shopify/survey.ts'
import type { Batch } from './import-jobs.ts'
import type { FoundProblem } from './import-problem.ts'

/** What one transaction may hold: events of others are not delivered while it is open. */
export const BATCH_PRODUCTS_MAX = 100
const BATCH_ROWS_MAX = 1_000
const BATCH_PROBLEMS_MAX = 2_000

/** A file on its way into the shop. */
export interface Reading {
  readonly header: Header | undefined
  /** How many products the file has, and how many of them have been read. */
  readonly products: { readonly total: number; readonly read: number }
  /** The next stretch; undefined at the end of the file. */
  next(): Promise<Batch | undefined>
  close(): Promise<void>
}

/**
 * Begins to read a file at a position: what comes before it is read once more, for the reader remembers what was in the file, but not
 * dealt with again.
 */
export async function startReading(path: string, currency: string, position: number): Promise<Reading> {
  const { products, scattered } = await survey(createReadStream(path))
  const stream = createReadStream(path)
  const items = readProducts(stream, { currency, scattered })
  const rejected = new Set<string>()
  let header: Header | undefined
  let at = 0
  let read = 0

  const isNewlyRejected = (item: FileItem): boolean => {
    if (item.kind !== 'rejected') return false
    const isNew = item.handle === '' || !rejected.has(item.handle)
    rejected.add(item.handle)
    return isNew
  }
  async function take(): Promise<FileItem | undefined> {
    const { value, done } = await items.next()
    if (done) return undefined
    at += 1
    if (value.kind === 'header') header = value.header
    if (value.kind === 'product') read += 1
    return value
  }
  while (at < position) {
    const item = await take()
    if (!item) break
    isNewlyRejected(item)
  }

  return {
    get header() {
      return header
    },
    get products() {
      return { total: products, read }
    },
    async next() {
      const from = at
      const batch = { products: [] as ShopifyProduct[], problems: [] as FoundProblem[], rejected: 0 }
      for (let rows = 0; rows < BATCH_ROWS_MAX && !isFull(batch); ) {
        const item = await take()
        if (!item) break
        if (item.kind === 'product') {
          batch.products.push(item.product)
          rows += item.lines.last - item.lines.first + 1
        }
        if (item.kind === 'problem') batch.problems.push(item.problem)
        if (isNewlyRejected(item)) batch.rejected += 1
      }
      return at === from ? undefined : { ...batch, from, to: at, bytesDone: stream.bytesRead }
    },
    async close() {
      await items.return(undefined)
      stream.destroy()
    },
  }
}

const isFull = ({ products, problems }: { products: readonly unknown[]; problems: readonly unknown[] }): boolean =>
  products.length >= BATCH_PRODUCTS_MAX || problems.length >= BATCH_PROBLEMS_MAX
