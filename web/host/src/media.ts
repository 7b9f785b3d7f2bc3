import { Readable } from 'node:stream'
import { type Host, orUnavailable } from '@mallhive/design-system/server'
import { productApi } from '@mallhive/product-service/contract'
import type { FastifyInstance } from 'fastify'

/** Pictures come from the shop's own address, so that pages need no other: product-service has them, named by their content. */
export function serveMedia(server: FastifyInstance, host: Host): void {
  server.get<{ Params: { file: string } }>('/media/:file', async (request, reply) => {
    const answer = await orUnavailable(host.wire('product-service'))(productApi.routes.getMedia, {
      params: { file: request.params.file },
    })
    if (answer.status >= 500) return reply.code(503).type('text/plain').send('This picture cannot be shown right now.')
    if (answer.status !== 200) return reply.code(404).type('text/plain').send('There is no such picture.')
    for (const [name, value] of Object.entries(answer.headers ?? {})) void reply.header(name, value)
    if (!reply.hasHeader('content-type')) void reply.type(productApi.routes.getMedia.contentType)
    return reply.send(answer.body as Readable | Uint8Array)
  })
}
