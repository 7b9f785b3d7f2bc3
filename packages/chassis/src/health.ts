import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'

const CHECK_TIMEOUT_MS = 2_000

export interface Readiness {
  /** Throws when the part cannot do its work now. */
  readonly [part: string]: () => Promise<unknown>
}

/** `/health`: the process runs, always 200. `/ready`: its stores answer; 503 names those that do not. `/metrics`: Prometheus. */
export function health(
  app: FastifyInstance,
  options: { ready: Readiness; isDraining: () => boolean; registry: Registry },
): void {
  const hidden = { schema: { hide: true }, logLevel: 'warn' } as const
  app.get('/health', hidden, async () => ({ status: 'ok' }))
  app.get('/ready', hidden, async (_request, reply) => {
    const parts = await Promise.all(
      Object.entries(options.ready).map(async ([name, check]) => [name, await answers(check)] as const),
    )
    const ok = !options.isDraining() && parts.every(([, state]) => state === 'ok')
    return reply
      .code(ok ? 200 : 503)
      .send({ status: options.isDraining() ? 'draining' : ok ? 'ok' : 'unavailable', parts: Object.fromEntries(parts) })
  })
  app.get('/metrics', hidden, async (_request, reply) =>
    reply.type(options.registry.contentType).send(await options.registry.metrics()),
  )
}

async function answers(check: () => Promise<unknown>): Promise<'ok' | 'unavailable'> {
  const late = new Promise<never>((_, reject) => setTimeout(reject, CHECK_TIMEOUT_MS, new Error('no answer')).unref())
  try {
    await Promise.race([check(), late])
    return 'ok'
  } catch {
    // Which part is away is all that anybody outside may know; the reason is in the log of whoever needed it.
    return 'unavailable'
  }
}
