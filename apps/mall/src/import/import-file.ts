import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '@mallhive/contract'
import type { ImportJob, ImportProblem, productApi } from '@mallhive/product-service/contract'

const POLL_MS = 200
const PROBLEMS_PAGE = 1_000
/** An upload that was cut off is let go of after a while. */
const BUSY_ATTEMPTS_MAX = 60
const BUSY_PAUSE_MS = 1_000

type Products = Client<typeof productApi>

export interface Upload {
  readonly path: string
  readonly name: string
  readonly dryRun: boolean
  /** The same for an import that is run again because it was interrupted: then it goes on. */
  readonly key: string
}

export class Refused extends Error {}

/** Uploads a file. Throws `Refused` with a sentence for people when the shop does not take it. */
export async function startImport(products: Products, { path, name, dryRun, key }: Upload): Promise<ImportJob> {
  for (let attempt = 1; ; attempt++) {
    const stream = Readable.toWeb(
      createReadStream(path),
    ) as NodeReadableStream<Uint8Array> as ReadableStream<Uint8Array>
    const answer = await products.startImport({ query: { name, dryRun }, stream, idempotencyKey: key })
    if (answer.status === 202) return answer.body
    if (answer.body.code === 'idempotency.running' && attempt < BUSY_ATTEMPTS_MAX) {
      await pause(BUSY_PAUSE_MS)
      continue
    }
    const details = (answer.body.errors ?? []).map(({ field, message }) => `${field} ${message}`)
    throw new Refused([answer.body.detail ?? answer.body.title, ...details].join('\n'))
  }
}

/** Watches a job until it has ended. */
export async function followImport(
  products: Products,
  id: string,
  watch: (job: ImportJob) => void,
): Promise<ImportJob> {
  for (;;) {
    const answer = await products.getImport({ params: { importId: id } })
    if (answer.status !== 200) throw new Error(`The shop does not know the import any more: ${answer.body.title}.`)
    watch(answer.body)
    if (answer.body.state === 'done' || answer.body.state === 'failed') return answer.body
    await pause(POLL_MS)
  }
}

/** All problems that the shop kept, in order of line. */
export async function problemsOf(products: Products, id: string): Promise<ImportProblem[]> {
  const found: ImportProblem[] = []
  for (let cursor: string | undefined; ; ) {
    const query = { limit: PROBLEMS_PAGE, ...(cursor !== undefined && { cursor }) }
    const answer = await products.importProblems({ params: { importId: id }, query })
    if (answer.status !== 200) throw new Error(`The shop does not say what was wrong: ${answer.body.title}.`)
    found.push(...answer.body.items)
    cursor = answer.body.nextCursor
    if (cursor === undefined) return found
  }
}

/** Names a file by its content. */
export async function fingerprint(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece)
  return hash.digest('hex')
}
