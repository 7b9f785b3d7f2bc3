import { client, route, type Client, type Api, type RouteSpec } from '@mallhive/contract'
import type { Clock } from '@mallhive/kernel'
import type { FastifyInstance } from 'fastify'
import type { JSONWebKeySet } from 'jose'
import { Type, type Static, type TObject } from 'typebox'
import { authenticator, serviceTokens } from './auth.ts'
import type { Bus } from './bus/bus.ts'
import { neighbour, urlVariable, wireTo, type Local } from './calls.ts'
import { BaseConfig, InvalidConfig, loadConfig, printable } from './config.ts'
import { openDatabase, type Database } from './database.ts'
import { documents } from './documents.ts'
import { Unavailable } from './failures.ts'
import { health, type Readiness } from './health.ts'
import { httpServer, offer } from './http.ts'
import { memoryIdempotency } from './idempotency/memory.ts'
import { postgresIdempotency } from './idempotency/postgres.ts'
import { consume, type Consumer } from './inbox.ts'
import { loop, type Loop } from './loop.ts'
import { migrateService } from './migrations.ts'
import { operation, type Operation } from './operation.ts'
import { relay } from './relay.ts'
import { followRevocations } from './revocations.ts'
import type { Service, ServiceContext } from './service.ts'
import { logger, metrics, watchProcess } from './telemetry.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const keysOfIssuer = route({
  operationId: 'jwks',
  summary: 'Public keys',
  method: 'GET',
  path: '/.well-known/jwks.json',
  access: ['public'],
  replies: { 200: Type.Object({ keys: Type.Array(Type.Unknown()) }) },
})
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

interface Surroundings {
  readonly env: Environment
  /** Operations of the services in this process, filled while they start. */
  readonly local: Local
  readonly busOf: (config: Static<typeof BaseConfig>) => Promise<Bus>
  readonly clock: Clock
  readonly isFirst: boolean
}

/** Wires one service: configuration, database, bus, identity, operations, consumers, repeated work. */
export async function startService(
  service: Service,
  { env, local, busOf, clock, isFirst }: Surroundings,
): Promise<Running> {
  const config = loadConfig(BaseConfig, env)
  const ownConfig = loadConfig(service.config, env)
  const log = logger(service.name, config)
  log.info({ config: { ...printable(BaseConfig, config), ...printable(service.config, ownConfig) } }, 'starting')
  const measured = metrics(service.name)
  if (isFirst) watchProcess(measured.registry)

  const needsDatabase = service.database !== undefined && service.database.unless?.(ownConfig) !== true
  const database = needsDatabase ? openOwn(service, config, log) : undefined
  if (database && service.database) await migrateService(database.read, service.database.migrations)
  const bus = await busOf(config)

  const tokens = authenticator({
    issuer: config.TOKEN_ISSUER,
    issuerKeys: askIssuer(),
    serviceKeys: JSON.parse(config.SERVICE_KEYS ?? '{"keys":[]}') as JSONWebKeySet,
    now: () => clock().getTime(),
  })
  const idempotency = database ? postgresIdempotency(database.read) : memoryIdempotency()
  const hashSecret = config.SERVICE_KEY ?? config.DATABASE_URL ?? service.name
  const ownToken = serviceTokens(service.name, config.SERVICE_KEY, () => clock().getTime())

  const app = await httpServer({ log, requestTimeoutMs: config.REQUEST_TIMEOUT_MS })
  await documents(app, service.name)
  const operations = new Map<string, Operation>()
  const consumers: Consumer<object>[] = []
  const repeated: (() => Loop)[] = []
  const ready: Record<string, Readiness[string]> = {
    bus: () => bus.ping(),
    ...(database && { database: () => ping(database) }),
  }
  const stops: (() => Promise<unknown>)[] = []
  let loops: Loop[] = []
  let isDraining = false

  const context: ServiceContext<TObject, Record<string, Api>, object> = {
    config: ownConfig,
    database: database ?? noDatabase(service.name),
    clients: Object.fromEntries(Object.entries(service.needs).map(([name, api]) => [name, clientOf(api)])),
    clock,
    log,
    metrics: measured,
    serve(spec, handle) {
      const offered = operation(spec, handle, {
        authenticator: tokens,
        idempotency,
        hashSecret,
        log,
        metrics: measured,
      })
      operations.set(spec.operationId, offered)
      offer(app, spec, offered)
    },
    on: (consumer) => void consumers.push(consumer),
    every(name, ms, work) {
      let running: Loop | undefined
      repeated.push(() => (running = loop(name, ms, work, log)))
      return () => running?.poke()
    },
    verifyToken: (token) => tokens.verify(token),
    readyWhen: (parts) => void Object.assign(ready, parts),
    onStop: (work) => void stops.push(work),
  }
  await service.start(context)
  assertAllServed(service, operations)
  health(app, { ready, isDraining: () => isDraining, registry: measured.registry })

  return {
    name: service.name,
    operations,
    async begin() {
      await followRevocations(bus, tokens)
      if (database) {
        const reading = await consume(service.name, consumers, { bus, database, log, metrics: measured })
        loops = [
          ...reading,
          relay(database, bus, log, measured),
          loop('idempotency-sweep', SWEEP_MS, () => idempotency.sweep(), log),
        ]
      }
      loops.push(...repeated.map((begin) => begin()))
    },
    listen: () => app.listen({ host: config.APP_HOST, port: config.APP_PORT }),
    async stop() {
      isDraining = true
      await drain(app, config.DRAIN_TIMEOUT_MS)
      await Promise.all(loops.map((running) => running.stop()))
      for (const stop of stops) await stop()
      await database?.close()
      log.info('stopped')
      log.flush()
    },
  }

  function clientOf(api: Api): Client<Api> {
    const wire = (spec: RouteSpec, call: Parameters<ReturnType<typeof neighbour>>[1]) => found()(spec, call)
    const found = lazily(() => {
      const direct = wireTo(api.service, local, env)
      if (!direct)
        throw new Unavailable(
          `${service.name} needs ${api.service}: set ${urlVariable(api.service)} or run both in one process`,
        )
      return neighbour(direct, { target: api.service, token: ownToken, metrics: measured })
    })
    return client(api, wire)
  }

  function askIssuer(): (() => Promise<JSONWebKeySet>) | undefined {
    return async () => {
      const wire = wireTo(config.TOKEN_ISSUER, local, env)
      const answer = await wire?.(keysOfIssuer, {})
      if (answer?.status !== 200) throw new Unavailable(`${config.TOKEN_ISSUER} did not give its keys`)
      return answer.body as JSONWebKeySet
    }
  }
}

function openOwn(service: Service, config: BaseConfig, log: ReturnType<typeof logger>): Database {
  if (config.DATABASE_URL === undefined)
    throw new InvalidConfig(`invalid configuration\n  DATABASE_URL: is required by ${service.name}`)
  return openDatabase(config.DATABASE_URL, { service: service.name, poolMax: config.DATABASE_POOL_MAX, log })
}

function assertAllServed(service: Service, operations: ReadonlyMap<string, Operation>): void {
  const missing = Object.values(service.api.routes).filter((spec) => !operations.has(spec.operationId))
  if (missing.length > 0)
    throw new TypeError(`${service.name} does not serve ${missing.map((spec) => spec.operationId).join(', ')}`)
}

const ping = (database: Database) => database.read.selectNoFrom((builder) => builder.lit(1).as('one')).execute()

function noDatabase(service: string): Database {
  const refuse = () => {
    throw new TypeError(`${service} has no database`)
  }
  return {
    get read(): never {
      return refuse()
    },
    transaction: refuse,
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

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
