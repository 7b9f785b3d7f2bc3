import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import {
  type Asked,
  cartCountContext,
  guestCartCount,
  hostContext,
  type Host,
  visitorAddressContext,
} from '@mallhive/design-system/server'
import { createRequest } from '@remix-run/node-fetch-server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createRequestHandler, RouterContextProvider, type ServerBuild } from 'react-router'
import { serverBuildOf, type WebApp } from './apps.ts'
import { anonymous } from './kept/anonymous.ts'
import { encodingFor, type KeptPage } from './kept/kept-page.ts'
import type { KeptPages } from './kept/kept-pages.ts'

/** Largest form that an app reads. */
const FORM_BYTES_MAX = 262_144

export interface PageParts {
  readonly host: Host
  readonly pages: KeptPages
}

/**
 * Answers below an app's address with the app; pages that are the same for everybody are made once for each number of things in a cart. Each app reads forms by
 * itself, from the untouched stream.
 */
export async function serveApp(server: FastifyInstance, app: WebApp, { host, pages }: PageParts): Promise<void> {
  const build = (await import(serverBuildOf(app).href)) as ServerBuild
  const handle = createRequestHandler(build, 'production')
  const contextOf = (as: Host) => {
    const context = new RouterContextProvider()
    context.set(hostContext, as)
    return context
  }
  const forOne = ({ raw, ip }: FastifyRequest, reply: FastifyReply) => {
    const context = contextOf(host)
    context.set(visitorAddressContext, ip)
    return handle(createRequest(raw, reply.raw), context)
  }
  const forAll = (request: Request, as: Host, cartCount: number) => {
    const context = contextOf(as)
    context.set(cartCountContext, cartCount)
    return handle(request, context)
  }
  const below = app.basename === '/' ? '' : app.basename
  for (const url of below === '' ? ['/', '/*'] : [below, `${below}/*`, `${below}.data`]) {
    server.all(url, { bodyLimit: FORM_BYTES_MAX }, async (request, reply) => {
      if (Number(request.headers['content-length'] ?? 0) > FORM_BYTES_MAX)
        return reply.code(413).type('text/plain').send('This form is too large.')
      const cartCountOf = (asked: Asked) => guestCartCount(asked, host, request.ip)
      const shared = app.everybody && (await anonymous(request, app.everybody, cartCountOf))
      if (!shared) return send(reply, await forOne(request, reply))
      const page = await pages.page(app.name, shared, forAll)
      return page instanceof Response ? send(reply, page) : sendKept(request, reply, page)
    })
  }
}

async function sendKept(request: FastifyRequest, reply: FastifyReply, page: KeptPage) {
  reply.headers(page.headers).header('vary', 'accept-encoding')
  const encoding = encodingFor(request.headers['accept-encoding'])
  if (!encoding) return reply.send(page.body)
  const body = await page.encoded(encoding)
  return reply.header('content-encoding', encoding).send(body)
}

/** As Fastify's own reply, so that its hooks see it: pages are compressed while they stream. */
function send(reply: FastifyReply, { status, headers, body }: Response) {
  reply.code(status)
  for (const [name, value] of headers) reply.header(name, value)
  return reply.send(body ? Readable.fromWeb(body as ReadableStream) : undefined)
}
