import type { Api, Client, RouteSpec } from '@mallhive/contract'
import type { Clock } from '@mallhive/kernel'
import type { Static, TObject } from 'typebox'
import type { Caller } from './auth.ts'
import type { Database } from './database.ts'
import type { Consumer } from './consumer.ts'
import type { Handler, QuickHandler } from './handling.ts'
import type { Logger, Metrics } from './telemetry.ts'

/** Declares that a service has a database of its own, with these migrations. */
export interface DatabaseSpec<Tables> {
  readonly migrations: URL
  /** When the service's own settings say so, it runs without. Then it has no outbox and no inbox: it neither states nor hears events. */
  readonly unless?: (config: Readonly<Record<string, unknown>>) => boolean
  /** Only a type: the service's tables. */
  readonly tables?: Tables
}
export const ownDatabase = <Tables>(
  migrations: URL,
  options: Pick<DatabaseSpec<Tables>, 'unless'> = {},
): DatabaseSpec<Tables> => ({ migrations, ...options })

/** Offers an operation of the contract. Every operation must be offered, or the service refuses to start. */
export type Serve = <R extends RouteSpec>(spec: R, handle: Handler<R>, quick?: QuickHandler<R>) => void

/** What a service builds on. It says everything it does in `start`, by calling these. */
export interface ServiceContext<
  in out Config extends TObject,
  in out Needs extends Record<string, Api>,
  in out Tables,
> {
  readonly config: Static<Config>
  readonly database: Database<Tables>
  /** Typed clients of the services it needs, with this service's identity, deadline, retry and breaker. */
  readonly clients: { readonly [Name in keyof Needs]: Client<Needs[Name]> }
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
  readonly serve: Serve
  /** Does something about an event of another service. */
  on(consumer: Consumer<Tables>): void
  /** Repeats work while the service runs, one run at a time. Several processes may run it at once: lock rows, or hold a lease. Poke to run it at once. */
  every(name: string, ms: number, work: () => Promise<unknown>): () => void
  /** Checks a token that came inside of a request, such as a guest's. */
  verifyToken: (token: string) => Promise<Caller | undefined>
  /** Runs when the service stops, after requests and deliveries have ended. */
  onStop(work: () => Promise<unknown>): void
}

/** What a service is made of: its contract, its settings, its neighbours and its own database. */
export interface ServiceParts<Config extends TObject, Needs extends Record<string, Api>, Tables> {
  readonly api: Api
  readonly config: Config
  /** Services it calls; their contracts are all it may know of them. */
  readonly needs: Needs
  readonly database?: DatabaseSpec<Tables>
}

/** A service that can be run, alone or with others. */
export interface Service extends ServiceParts<TObject, Record<string, Api>, object> {
  readonly name: string
  start(context: ServiceContext<TObject, Record<string, Api>, object>): void | Promise<void>
}

/** Puts a service together: the one place that wires it. Its name is the name in its contract. */
export function defineService<Config extends TObject, const Needs extends Record<string, Api>, Tables = object>(
  parts: ServiceParts<Config, Needs, Tables>,
  start: (context: ServiceContext<NoInfer<Config>, NoInfer<Needs>, NoInfer<Tables>>) => void | Promise<void>,
): Service {
  // The types of one service are forgotten here: `run` handles all alike, and gives each what its parts asked for.
  return { ...parts, name: parts.api.service, start: start as unknown as Service['start'] } as Service
}
