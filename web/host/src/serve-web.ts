import './production.ts'
import type { Server } from 'node:http'
import { inspect } from 'node:util'
import { constants } from 'node:zlib'
import fastifyCompress from '@fastify/compress'
import fastifyStatic from '@fastify/static'
import type { Host } from '@mallhive/design-system/server'
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { serveApp } from './app-routes.ts'
import { clientBuildOf, isBuilt, type WebApp } from './apps.ts'
import { openDoor } from './door.ts'
import { keptPages } from './kept/kept-pages.ts'
import { serveMedia } from './media.ts'

const ONE_YEAR_SECONDS = 31_536_000
/** Quick enough to do for each page; files are compressed once, when they are built. */
const BROTLI_QUALITY = 4
/** Some hundreds of pages with what they are compressed to. */
const PAGES_BYTES_MAX = 33_554_432

export interface WebOptions {
  readonly host: Host
  /** A folder with the shop's own pictures, served below `/shop/`. */
  readonly shopFolder?: string
  /** Addresses and networks whose `X-Forwarded-For` is believed, such as `loopback, 10.0.0.0/8`. */
  readonly trustedProxies?: string
  /** For how many pages at once there is room at this moment; unlimited without it. */
  readonly roomNow?: () => number
  readonly onError: (error: unknown) => void
}

/** Serves any set of built apps from one process. Files named by their content are one pool: what apps share is fetched once. */
export async function serveWeb(apps: readonly WebApp[], options: WebOptions): Promise<FastifyInstance<Server>> {
  const missing = apps.filter((app) => !isBuilt(app))
  if (missing.length > 0)
    throw new Error(`not built yet: ${missing.map(({ name }) => name).join(', ')} (npm run build)`)

  const server = Fastify({
    trustProxy: options.trustedProxies ?? 'loopback',
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: true },
  })
  if (options.roomNow) openDoor(server, options.roomNow)
  server.get('/health', async () => ({ status: 'ok' }))
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    const { statusCode = 500 } = error
    if (statusCode >= 500) options.onError(inspect(error))
    return reply
      .code(statusCode)
      .type('text/plain')
      .send(statusCode >= 500 ? 'Something went wrong on our side.' : error.message)
  })
  await compress(server)
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, _payload, done) => done(null))

  await server.register(fastifyStatic, {
    root: apps.map((app) => `${clientBuildOf(app)}assets`),
    prefix: '/assets/',
    immutable: true,
    preCompressed: true,
    maxAge: ONE_YEAR_SECONDS * 1000,
    index: false,
  })
  if (options.shopFolder !== undefined) {
    await server.register(fastifyStatic, {
      root: options.shopFolder,
      prefix: '/shop/',
      decorateReply: false,
      index: false,
      maxAge: 3_600_000,
      allowedPath: (path) => path.endsWith('.webp') || path.endsWith('.svg'),
    })
  }
  serveMedia(server, options.host)
  const parts = { host: options.host, pages: keptPages(options.host, { bytesMax: PAGES_BYTES_MAX }) }
  for (const app of apps) await serveApp(server, app, parts)
  return server
}

/** Flushed as it comes: what of a page is ready is sent, not held back until there is more. */
async function compress(server: FastifyInstance): Promise<void> {
  const { BROTLI_OPERATION_FLUSH, BROTLI_PARAM_QUALITY, Z_SYNC_FLUSH } = constants
  await server.register(fastifyCompress, {
    encodings: ['br', 'gzip', 'identity'],
    brotliOptions: { flush: BROTLI_OPERATION_FLUSH, params: { [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
    zlibOptions: { flush: Z_SYNC_FLUSH, level: 5 },
  })
}
