import type { Answer, Api } from '@mallhive/contract'
import type { TObject } from 'typebox'
import type { Consumer } from './consumer.ts'
import type { Database } from './database.ts'
import { layGround, type Ground, type Surroundings } from './ground.ts'
import { consume } from './inbox.ts'
import { listen, type Listening, type Offered } from './listening.ts'
import { loop, type Loop } from './loop.ts'
import { clientsOf } from './neighbours.ts'
import { operation, type Operation } from './operation.ts'
import { relay } from './relay.ts'
import { followRevocations } from './revocations.ts'
import type { Service, ServiceContext } from './service.ts'
import { written } from './telemetry.ts'

const SWEEP_MS = 3_600_000

/** A service between its construction and its end. */
export interface Running {
  readonly name: string
  readonly operations: ReadonlyMap<string, Operation>
  /** Begins to listen for events and to do repeated work: after every service of the process is ready to be called. */
  begin(): Promise<void>
  /** Answers the address it listens on. */
  listen(): Promise<string>
  /** Runs its repeated work now instead of at its time. */
  hurry(): void
  /** Ends gracefully: no new requests, what is under way ends, then connections close. */
  stop(): Promise<void>
}

/** What a service said in `start`: it is begun and ended later. */
interface Said {
  readonly offered: Map<string, Offered>
  readonly consumers: Consumer<object>[]
  readonly repeated: (() => Loop)[]
  readonly stops: (() => Promise<unknown>)[]
}
type Context = ServiceContext<TObject, Record<string, Api>, object>

/** Wires one service: what it stands on, what it says it does, its health. */
export async function startService(service: Service, surroundings: Surroundings): Promise<Running> {
  const ground = await layGround(service, surroundings)
  const said: Said = { offered: new Map(), consumers: [], repeated: [], stops: [] }
  await service.start(contextOf(service, surroundings, ground, said))
  assertAllServed(service, said.offered)

  let listening: Listening | undefined
  let loops: Loop[] = []
  return {
    name: service.name,
    operations: new Map([...said.offered].map(([id, { operation }]) => [id, operation])),
    async begin() {
      await followRevocations(ground.bus, ground.authenticator)
      loops = [...(await beginEvents(service.name, ground, said.consumers)), ...said.repeated.map((begin) => begin())]
    },
    async listen() {
      listening = await listen(service.name, [...said.offered.values()], ground)
      return listening.address
    },
    hurry() {
      for (const running of loops) running.hurry()
    },
    async stop() {
      await listening?.drain()
      await Promise.all(loops.map((running) => running.stop()))
      for (const stop of said.stops) await stop()
      await ground.keeping.settled()
      await ground.database?.close()
      ground.log.info('stopped')
      await written(ground.log)
    },
  }
}

function contextOf(service: Service, surroundings: Surroundings, ground: Ground, said: Said): Context {
  const { log, metrics, authenticator, ownToken: token } = ground
  const { around } = surroundings
  const aroundCall = (name: string, run: () => Promise<Answer>) =>
    around ? around({ service: service.name, kind: 'call', name }, run) : run()
  return {
    config: ground.ownConfig,
    database: ground.database ?? noDatabase(service.name),
    clients: clientsOf(service.needs, surroundings, { token, metrics, ...(around && { around: aroundCall }) }),
    clock: surroundings.clock,
    log,
    metrics,
    serve(spec, handle, quick) {
      said.offered.set(spec.operationId, { spec, operation: operation(spec, handle, ground, quick) })
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

function assertAllServed(service: Service, offered: ReadonlyMap<string, Offered>): void {
  const missing = Object.values(service.api.routes).filter((spec) => !offered.has(spec.operationId))
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
    batched: refuse,
    onPublished: () => undefined,
    close: async () => undefined,
  }
}
