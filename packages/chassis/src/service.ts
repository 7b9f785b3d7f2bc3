import { client, type Api, type Client, type RouteSpec } from '@mallhive/contract'
import { systemClock, type Clock } from '@mallhive/kernel'
import type { Static, TObject } from 'typebox'
import type { Readiness } from './health.ts'
import type { Database } from './database.ts'
import type { Consumer } from './inbox.ts'
import type { JobOptions, Jobs } from './jobs.ts'
import type { Handler } from './operation.ts'
import type { Logger, Metrics } from './telemetry.ts'

/** Declares that a service has a database of its own, with these migrations. */
export interface DatabaseSpec<Tables> {
  readonly migrations: URL
  /** Only a type: the service's tables. */
  readonly tables?: Tables
}
export const ownDatabase = <Tables>(migrations: URL): DatabaseSpec<Tables> => ({ migrations })

/** What a service builds on. It says everything it does in `start`, by calling these. */
export interface ServiceContext<Config extends TObject, Needs extends Record<string, Api>, Tables> {
  readonly config: Static<Config>
  readonly database: Database<Tables>
  /** Typed clients of the services it needs, with this service's identity, deadline, retry and breaker. */
  readonly clients: { readonly [Name in keyof Needs]: Client<Needs[Name]> }
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
  /** Offers an operation of the contract. Every operation must be offered, or the service refuses to start. */
  serve<R extends RouteSpec>(spec: R, handle: Handler<R>): void
  /** Does something about an event of another service. */
  on(consumer: Consumer<Tables>): void
  /** Repeats work while the service runs, one run at a time. Several processes may run it at once: lock rows, or hold a lease. Poke to run it at once. */
  every(name: string, ms: number, work: () => Promise<unknown>): () => void
  /** Defines a job and answers how to queue it. */
  job<Data extends object>(
    name: string,
    options: JobOptions,
    handle: (data: Data, signal: AbortSignal) => Promise<void>,
  ): (data: Data, key?: string) => Promise<void>
  /** Checks a token that came inside of a request, such as a guest's. */
  verifyToken: (token: string) => Promise<import('./auth.ts').Caller | undefined>
  /** Adds a part that `/ready` asks. */
  readyWhen(parts: Readiness): void
  /** Runs when the service stops, after requests and deliveries have ended. */
  onStop(work: () => Promise<unknown>): void
}

export interface Service<
  Config extends TObject = TObject,
  Needs extends Record<string, Api> = Record<string, Api>,
  Tables = object,
> {
  readonly name: string
  readonly api: Api
  readonly config: Config
  /** Services it calls; their contracts are all it may know of them. */
  readonly needs: Needs
  readonly database?: DatabaseSpec<Tables>
  start(context: ServiceContext<Config, Needs, Tables>): void | Promise<void>
}

/** Any service, for what handles them all alike. */
export type AnyService = Omit<Service, 'start' | 'database' | 'needs' | 'config'> & {
  readonly config: TObject
  readonly needs: Record<string, Api>
  readonly database?: DatabaseSpec<object>
  start(context: never): void | Promise<void>
}

export const defineService = <Config extends TObject, const Needs extends Record<string, Api>, Tables = object>(
  service: Service<Config, Needs, Tables>,
): Service<Config, Needs, Tables> => service
