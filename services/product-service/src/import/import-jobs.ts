import type { ImportJob, ImportProblem } from '../../contract/import.ts'
import type { StoredProduct } from '../domain/stored-product.ts'
import type { ShopifyProduct } from '../shopify/product.ts'
import type { Decision } from './decide.ts'
import type { FoundProblem } from './import-problem.ts'

/** A job as the importer works on it. */
export interface OpenJob {
  readonly id: string
  readonly dryRun: boolean
  readonly actor: string
  readonly startedAt: Date
  /** Name of the uploaded file. */
  readonly file: string
  /** How many things of the file (see `FileItem`) have been dealt with. */
  readonly position: number
}

/** A stretch of a file, dealt with in one transaction. */
export interface Batch {
  /** Things of the file before it and up to its end. */
  readonly from: number
  readonly to: number
  readonly bytesDone: number
  readonly products: readonly ShopifyProduct[]
  readonly problems: readonly FoundProblem[]
  /** Products that the reader rejected and that were not counted before. */
  readonly rejected: number
}

export interface NewJob {
  readonly id: string
  readonly name: string
  readonly dryRun: boolean
  readonly actor: string
  readonly file: string
  readonly bytes: number
  readonly startedAt: Date
}

export interface ImportJobs {
  /** A job of this id that is there already is left alone. */
  create(job: NewJob): Promise<void>
  find(id: string): Promise<ImportJob | undefined>
  /** In order of line; `after` is the last one's cursor. */
  problems(
    id: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ items: ImportProblem[]; nextCursor?: string }>
  /** The oldest job that is not finished, when no other process works on jobs. */
  next(): Promise<OpenJob | undefined>
  /**
   * Deals with a batch whole, or not at all: products, their events, problems, counts and how far the job is. False when the job
   * is not where the batch begins: somebody else went on with it.
   */
  commit(job: OpenJob, batch: Batch, decide: DecideProduct): Promise<boolean>
  finish(job: OpenJob, at: Date): Promise<void>
  fail(job: OpenJob, failure: string, at: Date): Promise<void>
}

export type DecideProduct = (file: ShopifyProduct, known: StoredProduct | undefined) => Decision
