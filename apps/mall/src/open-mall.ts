import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { BACKLOG, giveBackWhenIdle, openRoom } from '@mallhive/chassis'
import type { Wire } from '@mallhive/contract'
import type { Host } from '@mallhive/design-system/server'
import { serveWeb, webApps } from '@mallhive/web-host'
import type { DataFolder } from './data-folder.ts'
import { fillEmptyShop } from './demo.ts'
import { envFile } from './env-file.ts'
import { openSeparately, openTogether } from './open-services.ts'
import { choosePorts } from './ports.ts'
import { startPostgres } from './postgres.ts'
import type { Progress } from './progress.ts'
import {
  ADMIN_EMAIL,
  adminPassword,
  databaseNames,
  serviceEnvironments,
  type Environments,
} from './services-environment.ts'
import { services, STOREFRONT_PORT } from './services.ts'
import { DEMO_FOLDER, openShopFolder } from './shop-folder.ts'

/** As many as a service lets in; fewer while the event loop is later than this. */
const PAGES_AT_ONCE_MAX = 300
const LOOP_DELAY_MAX_MS = 30

export interface MallOptions {
  readonly folder: DataFolder
  readonly progress: Progress
  /** Each service in a process of its own. */
  readonly apart: boolean
  /** Services that somebody else runs, at their usual port. */
  readonly without: readonly string[]
  /** Fill an empty shop with the demo catalogue. */
  readonly demo: boolean
  /** False: the services alone. */
  readonly storefront: boolean
  /** 0: every port a free one, so that malls do not meet. */
  readonly port: number
  readonly given: Readonly<Record<string, string | undefined>>
}

export interface OpenMall {
  readonly shopUrl: string
  readonly ports: Readonly<Record<string, number>>
  readonly environments: Environments
  readonly admin: { readonly email: string; readonly password: string }
  wire(service: string): Wire
  /** Resolves with a sentence when a part has ended by itself. */
  readonly failed: Promise<string>
  stop(): Promise<void>
}

/** Opens the whole mall: database, services, demo, storefront, in this order. What was opened is closed again when a step fails. */
export async function openMall(options: MallOptions): Promise<OpenMall> {
  const { folder, progress, apart, without, given } = options
  const closings: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closings.splice(0).reverse()) await close()
  }
  try {
    progress.step('Database')
    const postgres = await startPostgres(folder, (line) => progress.say(line))
    closings.push(() => postgres.stop())
    const databases = await postgres.createServiceDatabases(databaseNames)

    const ports = await choosePorts(knownPorts(options.port), (line) => progress.say(line))
    const shopUrl = given['SHOP_URL'] ?? `http://localhost:${ports['storefront']}`
    const settings = openShopFolder(folder.folder('shop'))
    const shop = { shopUrl, shopName: settings.name, pictureFolder: DEMO_FOLDER }
    const environments = serviceEnvironments({ folder, databases, ports, ...shop, given })
    writeEnvironments(folder, environments)

    progress.step(apart ? 'Services, each in its own process' : 'Services')
    const opened = await (apart ? openSeparately : openTogether)(environments, without)
    closings.push(() => opened.stop())
    const wire = (name: string) => opened.wire(name)

    const admin = { email: ADMIN_EMAIL, password: adminPassword(folder) }
    if (options.demo) await fill(options, wire, admin)
    if (options.storefront) {
      const close = await openStorefront(options, { wire, settings }, ports['storefront']!)
      closings.push(close)
    }
    const givesNoMore = giveBackWhenIdle()
    closings.push(async () => givesNoMore())
    progress.done()
    const failed = Promise.race([opened.failed, postgres.exited])
    return { shopUrl, ports, environments, admin, wire, failed, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function fill(
  { folder, progress }: MallOptions,
  wire: OpenMall['wire'],
  admin: OpenMall['admin'],
): Promise<void> {
  progress.step('Demo catalogue')
  const note = { recall: () => folder.recall('demo'), remember: (state: string) => folder.remember('demo', state) }
  await fillEmptyShop(wire, admin, note, (text) => progress.detail(text))
}

async function openStorefront(
  { folder, progress, given }: MallOptions,
  host: Host,
  port: number,
): Promise<() => Promise<unknown>> {
  progress.step('Storefront')
  const room = openRoom(PAGES_AT_ONCE_MAX, LOOP_DELAY_MAX_MS)
  const web = await serveWeb(webApps, {
    host: { ...host, ...(given['SHOP_URL'] && { origin: given['SHOP_URL'] }) },
    shopFolder: folder.folder('shop'),
    ...(given['TRUSTED_PROXIES'] && { trustedProxies: given['TRUSTED_PROXIES'] }),
    roomNow: room.now,
    onError: (error) => progress.say(String(error)),
  })
  await web.listen({ host: given['APP_HOST'] ?? '127.0.0.1', port, backlog: BACKLOG })
  return async () => {
    room.close()
    await web.close()
  }
}

function knownPorts(first: number): Record<string, number> {
  const at = (port: number) => (first === 0 ? 0 : port - STOREFRONT_PORT + first)
  return Object.fromEntries([
    ['storefront', at(STOREFRONT_PORT)],
    ...services.map(({ service, port }) => [service.name, at(port)]),
  ])
}

/** A service that somebody starts alone (`npm start -w services/cart-service`) reads its settings from here. */
function writeEnvironments(folder: DataFolder, environments: Environments): void {
  for (const [name, environment] of Object.entries(environments)) {
    const place = folder.folder('env')
    mkdirSync(place, { recursive: true, mode: 0o700 })
    writeFileSync(path.join(place, `${name}.env`), envFile(environment), { mode: 0o600 })
  }
}
