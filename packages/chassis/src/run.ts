import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Wire } from '@mallhive/contract'
import { systemClock, type Clock } from '@mallhive/kernel'
import type { VerifiedTokens } from './auth.ts'
import type { Bus } from './bus/bus.ts'
import { memoryBus } from './bus/memory.ts'
import { postgresBus } from './bus/postgres.ts'
import { inProcess } from './calls.ts'
import { InvalidConfig, type BaseConfig } from './config.ts'
import type { Around } from './effects.ts'
import { giveBackWhenIdle } from './idle-memory.ts'
import type { Operation } from './operation.ts'
import { startService, type Running } from './running.ts'
import type { Service } from './service.ts'
import { logger } from './telemetry.ts'

export interface RunOptions {
  /** Settings of each service: in one process each has its own port and database. */
  readonly env: (service: string) => Readonly<Record<string, string | undefined>>
  readonly clock?: Clock
  /** For tests: stands around each effect of each service. */
  readonly around?: Around
  /** For tests: the way to a service, in place of its handlers here or its address. */
  readonly wayTo?: (service: string) => Wire | undefined
  /** Without listening, services are reached in process only. */
  readonly listen?: boolean
}

/** A set of services that run in this process. */
export interface Mall {
  /** Where each service listens. */
  readonly addresses: ReadonlyMap<string, string>
  /** The way to a service of this process without a socket. */
  wire(service: string): Wire
  /** Runs the repeated work of all services now: for those who have moved the clock. */
  hurry(): void
  stop(): Promise<void>
}

/**
 * Starts any set of services in this process: those given reach each other in process, the others at `<NAME>_URL`. Nothing else
 * differs between one process and many. When one cannot start, those that have are stopped again.
 */
export async function run(
  services: readonly Service[],
  { env, clock = systemClock, listen = true, around, wayTo }: RunOptions,
): Promise<Mall> {
  const local = new Map<string, ReadonlyMap<string, Operation>>()
  const buses = new Map<string, Promise<Bus>>()
  const started: Running[] = []
  const verifiedUsers: VerifiedTokens = new Map()
  const stop = async () => {
    await Promise.all(started.map((service) => service.stop()))
    for (const bus of buses.values()) await (await bus).close()
  }
  const busOf = (config: BaseConfig): Promise<Bus> => {
    if (config.BUS === 'postgres' && config.BUS_URL === undefined)
      throw new InvalidConfig('invalid configuration\n  BUS_URL: is required when BUS is postgres')
    const url = config.BUS === 'memory' ? 'memory' : config.BUS_URL!
    const known =
      buses.get(url) ?? (url === 'memory' ? Promise.resolve(memoryBus()) : postgresBus(url, logger('bus', config)))
    buses.set(url, known)
    return known
  }

  try {
    const beginnings = services.map(async (service, index) => {
      const running = await startService(service, {
        env: env(service.name),
        local,
        wayTo,
        busOf,
        clock,
        around,
        verifiedUsers,
        isFirst: index === 0,
      })
      started.push(running)
      local.set(running.name, running.operations)
    })
    await settled(beginnings)
    const addresses = new Map<string, string>()
    if (listen) for (const service of started) addresses.set(service.name, await service.listen())
    await settled(started.map((service) => service.begin()))
    return {
      addresses,
      wire(name) {
        const operations = local.get(name)
        if (!operations) throw new TypeError(`${name} does not run in this process`)
        return inProcess(operations)
      },
      hurry() {
        for (const service of started) service.hurry()
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits for all, then throws the first failure: nothing is left half started behind our back. */
async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(work)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** Runs services as a process of their own, configured by the environment, until SIGTERM or SIGINT. */
export async function main(services: readonly Service[]): Promise<void> {
  try {
    loadMallSettings(services)
    const mall = await run(services, { env: () => process.env })
    giveBackWhenIdle()
    for (const [name, address] of mall.addresses)
      process.stderr.write(`${name} listens at ${address}, documents at ${address}/docs\n`)
    const end = onlyOnce(() => mall.stop().then(() => process.exit(0)))
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
  } catch (error) {
    process.stderr.write(`${explain(error as NodeJS.ErrnoException)}\n`)
    process.exit(1)
  }
}

/** A service that is started alone beside a mall on this machine takes the settings that the mall wrote down for it. What is set already wins. */
function loadMallSettings([service]: readonly Service[]): void {
  const file = path.resolve(process.env['MALLHIVE_DATA'] ?? '.mallhive', 'env', `${service?.name}.env`)
  if (process.env['DATABASE_URL'] === undefined && existsSync(file)) process.loadEnvFile(file)
}

function explain(error: NodeJS.ErrnoException): string {
  if (error instanceof InvalidConfig) return error.message
  if (error.code === 'EADDRINUSE')
    return `${error.message}: something listens there already; set APP_PORT, or stop it first`
  return error.stack ?? String(error)
}

/** Only once, however often it is asked. */
function onlyOnce(work: () => Promise<unknown>): () => void {
  let under: Promise<unknown> | undefined
  return () => void (under ??= work())
}
