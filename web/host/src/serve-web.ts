import type { Server } from 'node:http'
import { inspect } from 'node:util'
import fastifyStatic from '@fastify/static'
import { hostContext, type Host } from '@mallhive/design-system/server'
import { createRequestListener } from '@react-router/node'
import Fastify, { type FastifyInstance } from 'fastify'
import { RouterContextProvider, type ServerBuild } from 'react-router'
import { clientBuildOf, isBuilt, serverBuildOf, type WebApp } from './apps.ts'
import { serveMedia } from './media.ts'

const ONE_YEAR_SECONDS = 31_536_000
/** Largest form that an app reads. */
const FORM_BYTES_MAX = 262_144

export interface WebOptions {
  readonly host: Host
  /** A folder with the shop's own pictures, served below `/shop/`. */
  readonly shopFolder?: string
  readonly onError: (error: unknown) => void
}

/** Serves any set of built apps from one process. Files named by their content are one pool: what apps share is fetched once. */
export async function serveWeb(apps: readonly WebApp[], options: WebOptions): Promise<FastifyInstance<Server>> {
  const missing = apps.filter((app) => !isBuilt(app))
  if (missing.length > 0)
    throw new Error(`not built yet: ${missing.map(({ name }) => name).join(', ')} (npm run build)`)

  const server = Fastify({
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: true },
  })
  server.get('/health', async () => ({ status: 'ok' }))
  // Each app reads forms by itself, from the untouched stream.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, _payload, done) => done(null))

  await server.register(fastifyStatic, {
    root: apps.map((app) => `${clientBuildOf(app)}assets`),
    prefix: '/assets/',
    immutable: true,
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
  for (const app of apps) await mount(server, app, options)
  return server
}

async function mount(server: FastifyInstance, app: WebApp, { host, onError }: WebOptions): Promise<void> {
  const build = (await import(serverBuildOf(app).href)) as ServerBuild
  const listener = createRequestListener({
    build,
    mode: 'production',
    getLoadContext() {
      const context = new RouterContextProvider()
      context.set(hostContext, host)
      return context
    },
  })
  const below = app.basename === '/' ? '' : app.basename
  for (const url of below === '' ? ['/', '/*'] : [below, `${below}/*`, `${below}.data`]) {
    server.all(url, { bodyLimit: FORM_BYTES_MAX }, (request, reply) => {
      if (Number(request.headers['content-length'] ?? 0) > FORM_BYTES_MAX)
        return reply.code(413).type('text/plain').send('This form is too large.')
      reply.hijack()
      try {
        listener(request.raw, reply.raw)
      } catch (error) {
        onError(inspect(error))
        reply.raw.destroy()
      }
    })
  }
}
