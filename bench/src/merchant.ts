import { setTimeout as pause } from 'node:timers/promises'
import { client, withHeaders } from '@mallhive/contract'
import type { OpenMall } from '@mallhive/mall'
import { productApi } from '@mallhive/product-service/contract'
import { userApi } from '@mallhive/user-service/contract'

/** Brings a catalogue into the mall by the operation that merchants use. */
export async function importCatalogue(mall: OpenMall, csv: string): Promise<void> {
  const session = await client(userApi, mall.wire('user-service')).signIn({ body: mall.admin })
  if (session.status !== 201) throw new Error('the admin could not sign in')
  const authorised = withHeaders(mall.wire('product-service'), () => ({
    authorization: `Bearer ${session.body.accessToken}`,
  }))
  const products = client(productApi, authorised)
  const stream = new Blob([csv]).stream() as ReadableStream<Uint8Array>
  const started = await products.startImport({
    query: { name: 'bench.csv' },
    stream,
    idempotencyKey: 'bench-catalogue',
  })
  if (started.status !== 202) throw new Error(`the catalogue was refused: ${JSON.stringify(started.body)}`)
  for (;;) {
    const job = await products.getImport({ params: { importId: started.body.id } })
    if (job.status !== 200 || job.body.state === 'failed')
      throw new Error(`the import failed: ${JSON.stringify(job.body)}`)
    if (job.body.state === 'done') return
    await pause(200)
  }
}
