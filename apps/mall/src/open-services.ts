import { run, urlVariable } from '@mallhive/chassis'
import { overHttp, type Wire } from '@mallhive/contract'
import { openApart } from './apart.ts'
import type { Environments } from './services-environment.ts'
import { services } from './services.ts'

/** Services that answer, however they run. */
export interface OpenServices {
  wire(service: string): Wire
  /** Resolves when one of them has ended by itself, with a sentence that says so. */
  readonly failed: Promise<string>
  stop(): Promise<void>
}

/** All services in this process, calling each other without a socket; each listens at its port for others too. */
export async function openTogether(environments: Environments, without: readonly string[] = []): Promise<OpenServices> {
  const here = services.filter(({ service }) => !without.includes(service.name))
  const mall = await run(
    here.map(({ service }) => service),
    { env: (name) => environments[name]! },
  )
  return {
    wire: (service) => (without.includes(service) ? elsewhere(environments, service) : mall.wire(service)),
    failed: new Promise(() => undefined),
    stop: () => mall.stop(),
  }
}

/** Each service in a process of its own, calling each other over HTTP. */
export async function openSeparately(
  environments: Environments,
  without: readonly string[] = [],
): Promise<OpenServices> {
  const apart = await openApart(environments, without)
  return { wire: (service) => elsewhere(environments, service), ...apart }
}

const elsewhere = (environments: Environments, service: string): Wire =>
  overHttp(Object.values(environments)[0]![urlVariable(service)]!, () => AbortSignal.timeout(20_000))
