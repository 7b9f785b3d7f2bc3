import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { RouteSpec } from '@mallhive/contract'
import type { FastifyInstance } from 'fastify'
import type { Database } from './database.ts'
import { documents } from './documents.ts'
import { openDoor } from './door.ts'
import type { Ground } from './ground.ts'
import { health, type Readiness } from './health.ts'
import { httpServer, offer } from './http.ts'
import type { Operation } from './operation.ts'

const DRAIN_SWEEP_MS = 25

/** An operation at its place in the contract. */
export interface Offered {
  readonly spec: RouteSpec
  readonly operation: Operation
}
/** A service that can be reached over HTTP. */
export interface Listening {
  readonly address: string
  /**
   * Ends without a failed request. First it says that it is not ready, and lets go of its callers, while it still answers all of them: until a
   * load balancer has heard. Then it takes no new connections, answers what is under way, and closes.
   */
  drain(): Promise<void>
}

/** Connections that may wait while the event loop is busy, as the system allows: a crowd is to be refused by an answer, not cut off. */
export const BACKLOG = 4_096

/** Opens a service to the network: its operations, their documents, its health. */
export async function listen(service: string, offered: readonly Offered[], ground: Ground): Promise<Listening> {
  const { config, log, proxies, metrics } = ground
  const app = await httpServer({ log, requestTimeoutMs: config.REQUEST_TIMEOUT_MS, trustedProxies: proxies })
  await documents(app, service)
  const door = openDoor(config, metrics)
  app.addHook('onClose', async () => door.close())
  for (const { spec, operation } of offered) offer(app, spec, operation, door)
  let isDraining = false
  health(app, { ready: readinessOf(ground), isDraining: () => isDraining, registry: metrics.registry })
  const address = await app.listen({ host: config.APP_HOST, port: config.APP_PORT, backlog: BACKLOG })
  return {
    address,
    async drain() {
      isDraining = true
      app.server.prependListener('request', letGo)
      await pause(config.DRAIN_GRACE_MS)
      await closeWhenDone(app, config.DRAIN_TIMEOUT_MS)
    },
  }
}

/** Whoever is answered now asks next time over another connection, at somebody who stays. */
const letGo = (_request: IncomingMessage, response: ServerResponse) => void response.setHeader('connection', 'close')

function readinessOf({ bus, database }: Ground): Readiness {
  const ping = (own: Database) => own.read.selectNoFrom((builder) => builder.lit(1).as('one')).execute()
  return { bus: () => bus.ping(), ...(database && { database: () => ping(database) }) }
}

/** Lets requests under way end, and closes each connection when it has nothing to do any more, so that keep-alive keeps nobody waiting. */
async function closeWhenDone(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), DRAIN_SWEEP_MS)
  const late = setTimeout(() => app.server.closeAllConnections(), timeoutMs)
  await app.close()
  clearInterval(sweep)
  clearTimeout(late)
}
