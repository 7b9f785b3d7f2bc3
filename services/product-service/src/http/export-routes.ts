import { Readable } from 'node:stream'
import type { Serve } from '@mallhive/chassis'
import { importRoutes as routes } from '../../contract/import-routes.ts'
import { type Exported, exportProducts } from '../export/export-products.ts'

export interface ExportParts {
  readonly serve: Serve
  readonly exported: Exported
  readonly currency: string
}

export function exportRoutes({ serve, exported, currency }: ExportParts): void {
  serve(routes.exportProducts, async ({ query }) => {
    const pieces = exportProducts(exported, query?.dialect ?? 'classic', currency)
    const headers = { 'content-disposition': 'attachment; filename="products.csv"' }
    return { status: 200, body: Readable.from(encoded(pieces), { objectMode: false }), headers }
  })
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece)
}
