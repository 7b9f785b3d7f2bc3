import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { hostContext, type Host } from '@mallhive/design-system/server'
import { createRequest } from '@remix-run/node-fetch-server'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { createRequestHandler, RouterContextProvider, type ServerBuild } from 'react-router'
import { serverBuildOf, type WebApp } from './apps.ts'

/** Largest form that an app reads. */
const FORM_BYTES_MAX = 262_144

/** Answers below an app's address with the app. Each app reads forms by itself, from the untouched stream. */
export async function serveApp(server: FastifyInstance, app: WebApp, host: Host): Promise<void> {
  const build = (await import(serverBuildOf(app).href)) as ServerBuild
  const handle = createRequestHandler(build, 'production')
  const below = app.basename === '/' ? '' : app.basename
  for (const url of below === '' ? ['/', '/*'] : [below, `${below}/*`, `${below}.data`]) {
    server.all(url, { bodyLimit: FORM_BYTES_MAX }, async (request, reply) => {
      if (Number(request.headers['content-length'] ?? 0) > FORM_BYTES_MAX)
        return reply.code(413).type('text/plain').send('This form is too large.')
      const context = new RouterContextProvider()
      context.set(hostContext, host)
      return send(reply, await handle(createRequest(request.raw, reply.raw), context))
    })
  }
}

/** As Fastify's own reply, so that its hooks see it: pages are compressed while they stream. */
function send(reply: FastifyReply, { status, headers, body }: Response) {
  reply.code(status)
  for (const [name, value] of headers) reply.header(name, value)
  return reply.send(body ? Readable.fromWeb(body as ReadableStream) : undefined)
}
