import { Readable } from 'node:stream'
import type { Handler } from '@mallhive/chassis'
import type { RouteSpec } from '@mallhive/contract'
import { importRoutes as routes } from '../../contract/import-routes.ts'
import { type Exported, exportProducts } from '../export/export-products.ts'

export interface ExportRoutes {
  readonly serve: <R extends RouteSpec>(spec: R, handle: Handler<R>) => void
  readonly shop: Exported
  readonly currency: string
}

export function exportRoutes({ serve, shop, currency }: ExportRoutes): void {
  serve(routes.exportProducts, async ({ query }) => {
    const pieces = exportProducts(shop, query?.dialect ?? 'classic', currency)
    const headers = { 'content-disposition': 'attachment; filename="products.csv"' }
    return { status: 200, body: Readable.from(encoded(pieces), { objectMode: false }), headers }
  })
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece)
}
