import type { Api } from '@mallhive/contract'
import type { FastifyInstance } from 'fastify'
import type { TObject } from 'typebox'
import type { Consumer } from './consumer.ts'
import type { Database } from './database.ts'
import { documents } from './documents.ts'
import { layGround, type Ground, type Surroundings } from './ground.ts'
import { health, type Readiness } from './health.ts'
import { httpServer, offer } from './http.ts'
import { consume } from './inbox.ts'
import { loop, type Loop } from './loop.ts'
import { clientsOf } from './neighbours.ts'
import { operation, type Operation } from './operation.ts'
import { relay } from './relay.ts'
import { followRevocations } from './revocations.ts'
import type { Service, ServiceContext } from './service.ts'

const SWEEP_MS = 3_600_000
const DRAIN_SWEEP_MS = 25

/** A service between its construction and its end. */
export interface Running {
  readonly name: string
  readonly operations: ReadonlyMap<string, Operation>
  /** Begins to listen for events and to do repeated work: after every service of the process is ready to be called. */
  begin(): Promise<void>
  /** Answers the address it listens on. */
  listen(): Promise<string>
  /** Ends gracefully: no new requests, what is under way ends, then connections close. */
  stop(): Promise<void>
}

/** What a service said in `start`: it is begun and ended later. */
interface Said {
  readonly operations: Map<string, Operation>
  readonly consumers: Consumer<object>[]
  readonly repeated: (() => Loop)[]
  readonly stops: (() => Promise<unknown>)[]
}
type Context = ServiceContext<TObject, Record<string, Api>, object>

/** Wires one service: what it stands on, what it says it does, its health. */
export async function startService(service: Service, surroundings: Surroundings): Promise<Running> {
  const ground = await layGround(service, surroundings)
  const app = await httpServer({
    log: ground.log,
    requestTimeoutMs: ground.config.REQUEST_TIMEOUT_MS,
    trustedProxies: ground.proxies,
  })
  await documents(app, service.name)

  const said: Said = { operations: new Map(), consumers: [], repeated: [], stops: [] }
  await service.start(contextOf(service, surroundings, ground, app, said))
  assertAllServed(service, said.operations)
  let isDraining = false
  health(app, { ready: readinessOf(ground), isDraining: () => isDraining, registry: ground.metrics.registry })

  let loops: Loop[] = []
  return {
    name: service.name,
    operations: said.operations,
    async begin() {
      await followRevocations(ground.bus, ground.authenticator)
      loops = [...(await beginEvents(service.name, ground, said.consumers)), ...said.repeated.map((begin) => begin())]
    },
    listen: () => app.listen({ host: ground.config.APP_HOST, port: ground.config.APP_PORT }),
    async stop() {
      isDraining = true
      await drain(app, ground.config.DRAIN_TIMEOUT_MS)
      await Promise.all(loops.map((running) => running.stop()))
      for (const stop of said.stops) await stop()
      await ground.database?.close()
      ground.log.info('stopped')
      ground.log.flush()
    },
  }
}

function contextOf(
  service: Service,
  surroundings: Surroundings,
  ground: Ground,
  app: FastifyInstance,
  said: Said,
): Context {
  const { log, metrics, authenticator, ownToken: token } = ground
  return {
    config: ground.ownConfig,
    database: ground.database ?? noDatabase(service.name),
    clients: clientsOf(service.needs, surroundings, { token, metrics }),
    clock: surroundings.clock,
    log,
    metrics,
    serve(spec, handle) {
      const offered = operation(spec, handle, ground)
      said.operations.set(spec.operationId, offered)
      offer(app, spec, offered)
    },
    on: (consumer) => void said.consumers.push(consumer),
    every(name, ms, work) {
      let running: Loop | undefined
      said.repeated.push(() => (running = loop(name, ms, work, log)))
      return () => running?.poke()
    },
    verifyToken: (given) => authenticator.verify(given),
    onStop: (work) => void said.stops.push(work),
  }
}

async function beginEvents(name: string, ground: Ground, consumers: readonly Consumer<object>[]): Promise<Loop[]> {
  const { bus, database, log, metrics, idempotency } = ground
  if (!database) return []
  return [
    ...(await consume(name, consumers, { bus, database, log, metrics })),
    relay(database, bus, log, metrics),
    loop('idempotency-sweep', SWEEP_MS, () => idempotency.sweep(), log),
  ]
}

function readinessOf({ bus, database }: Ground): Readiness {
  const ping = (own: Database) => own.read.selectNoFrom((builder) => builder.lit(1).as('one')).execute()
  return { bus: () => bus.ping(), ...(database && { database: () => ping(database) }) }
}

function assertAllServed(service: Service, operations: ReadonlyMap<string, Operation>): void {
  const missing = Object.values(service.api.routes).filter((spec) => !operations.has(spec.operationId))
  if (missing.length > 0)
    throw new TypeError(`${service.name} does not serve ${missing.map((spec) => spec.operationId).join(', ')}`)
}

function noDatabase(service: string): Database {
  const refuse = () => {
    throw new TypeError(`${service} has no database`)
  }
  return {
    get read(): never {
      return refuse()
    },
    transaction: refuse,
    write: refuse,
    batched: refuse,
    onPublished: () => undefined,
    close: async () => undefined,
  }
}

/** Lets requests under way end, and closes each connection when it has nothing to do any more, so that keep-alive keeps nobody waiting. */
async function drain(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), DRAIN_SWEEP_MS)
  const late = setTimeout(() => app.server.closeAllConnections(), timeoutMs)
  await app.close()
  clearInterval(sweep)
  clearTimeout(late)
}
