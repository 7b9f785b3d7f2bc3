import type { Clock } from '@mallhive/kernel'
import type { JSONWebKeySet } from 'jose'
import type { Static, TObject } from 'typebox'
import { authenticator, serviceTokens, type Authenticator, type VerifiedTokens } from './auth.ts'
import type { Bus } from './bus/bus.ts'
import { trustedProxies, type TrustedProxies } from './client-address.ts'
import { BaseConfig, InvalidConfig, loadConfig, printable } from './config.ts'
import { openDatabase, type Database } from './database.ts'
import type { IdempotencyStore } from './idempotency/idempotency.ts'
import { memoryIdempotency } from './idempotency/memory.ts'
import { postgresIdempotency } from './idempotency/postgres.ts'
import { migrateService } from './migrations.ts'
import { busWithin, type Around } from './effects.ts'
import { issuerKeys, type Directions } from './neighbours.ts'
import { pending, type Pending } from './pending.ts'
import type { Service } from './service.ts'
import { logger, metrics, watchProcess, type Logger, type Metrics } from './telemetry.ts'

export interface Surroundings extends Directions {
  readonly busOf: (config: BaseConfig) => Promise<Bus>
  readonly clock: Clock
  readonly around?: Around | undefined
  readonly verifiedUsers?: VerifiedTokens
  /** The first service of a process answers for the process too. */
  readonly isFirst: boolean
}

/** What a service stands on before it has said what it does. */
export interface Ground {
  readonly config: BaseConfig
  readonly ownConfig: Static<TObject>
  readonly log: Logger
  readonly metrics: Metrics
  readonly database: Database | undefined
  readonly bus: Bus
  readonly authenticator: Authenticator
  readonly idempotency: IdempotencyStore
  readonly keeping: Pending
  /** Keys the hashes of requests, which may hold what nobody should be able to guess. */
  readonly hashSecret: string
  readonly proxies: TrustedProxies
  readonly ownToken: () => Promise<string | undefined>
}

/** Reads the configuration, opens log, database and bus, and brings the database up to date. */
export async function layGround(service: Service, surroundings: Surroundings): Promise<Ground> {
  const { env, busOf, clock, isFirst, around } = surroundings
  const config = loadConfig(BaseConfig, env)
  const ownConfig = loadConfig(service.config, env)
  const log = logger(service.name, config)
  log.info({ config: { ...printable(BaseConfig, config), ...printable(service.config, ownConfig) } }, 'starting')
  const measured = metrics(service.name)
  if (isFirst) watchProcess(measured.registry)

  const needsDatabase = service.database !== undefined && service.database.unless?.(ownConfig) !== true
  const database = needsDatabase ? openOwn(service, config, log, around) : undefined
  if (database && service.database)
    await migrateService(database.read, service.database.migrations, config.DATABASE_URL)

  const bus = await busOf(config)
  const now = () => clock().getTime()
  return {
    config,
    ownConfig,
    log,
    metrics: measured,
    database,
    bus: around ? busWithin(bus, service.name, around) : bus,
    authenticator: authenticator({
      issuer: config.TOKEN_ISSUER,
      issuerKeys: issuerKeys(config.TOKEN_ISSUER, surroundings),
      serviceKeys: JSON.parse(config.SERVICE_KEYS ?? '{"keys":[]}') as JSONWebKeySet,
      now,
      verifiedUsers: surroundings.verifiedUsers,
    }),
    idempotency: database ? postgresIdempotency(database) : memoryIdempotency(),
    keeping: pending(),
    proxies: proxiesOf(config),
    hashSecret: config.SERVICE_KEY ?? config.DATABASE_URL ?? service.name,
    ownToken: serviceTokens(service.name, config.SERVICE_KEY, now),
  }
}

function proxiesOf({ TRUSTED_PROXIES }: BaseConfig): TrustedProxies {
  try {
    return trustedProxies(TRUSTED_PROXIES)
  } catch (error) {
    throw new InvalidConfig(`invalid configuration\n  TRUSTED_PROXIES: ${(error as Error).message}`)
  }
}

function openOwn(service: Service, config: BaseConfig, log: Logger, around: Around | undefined): Database {
  if (config.DATABASE_URL === undefined)
    throw new InvalidConfig(`invalid configuration\n  DATABASE_URL: is required by ${service.name}`)
  const { DATABASE_URL, DATABASE_POOL_MAX: poolMax, REQUEST_TIMEOUT_MS: statementMs } = config
  return openDatabase(DATABASE_URL, { service: service.name, poolMax, log, around, statementMs })
}
