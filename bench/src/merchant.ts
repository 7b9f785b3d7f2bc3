import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { setTimeout as pause } from 'node:timers/promises'
import { client, overHttp, withHeaders, type Client } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { productApi, type ImportJob } from '@mallhive/product-service/contract'
import { userApi } from '@mallhive/user-service/contract'
import type { Mall } from './mall.ts'
import { addressOf, must } from './shopper.ts'

/** product-service as a signed-in merchant uses it. */
export async function merchantOf({ ports, admin }: Mall): Promise<Client<typeof productApi>> {
  const users = client(userApi, overHttp(addressOf(ports, 'user-service')))
  const { accessToken } = must(201, await users.signIn({ body: admin }))
  const wire = overHttp(addressOf(ports, 'product-service'))
  return client(
    productApi,
    withHeaders(wire, () => ({ authorization: `Bearer ${accessToken}` })),
  )
}

/** Brings a catalogue into the mall by the operation that merchants use, and waits until all of it is there. */
export async function importCatalogue(
  merchant: Client<typeof productApi>,
  csv: Iterable<string>,
  progress: (job: ImportJob) => void = () => undefined,
): Promise<ImportJob> {
  const stream = Readable.toWeb(
    Readable.from(bytesOf(csv)),
  ) as NodeReadableStream<Uint8Array> as ReadableStream<Uint8Array>
  const started = must(
    202,
    await merchant.startImport({ query: { name: 'bench.csv' }, stream, idempotencyKey: newId() }),
  )
  for (;;) {
    const job = must(200, await merchant.getImport({ params: { importId: started.id } }))
    progress(job)
    if (job.state === 'failed') throw new Error(`the import failed: ${job.failure}`)
    if (job.state === 'done') return job
    await pause(200)
  }
}

function* bytesOf(csv: Iterable<string>): Generator<Uint8Array> {
  for (const part of csv) yield Buffer.from(part)
}

/** A product with one variant. Answers the variant's id. */
export async function sells(merchant: Client<typeof productApi>, title: string, onHand: number): Promise<string> {
  const variants = [{ options: [], price: { amount: 1_000, currency: 'EUR' }, onHand, grams: 300 }]
  const body = { title, status: 'active' as const, variants }
  return must(201, await merchant.createProduct({ body, idempotencyKey: newId() })).variants[0]!.id
}
