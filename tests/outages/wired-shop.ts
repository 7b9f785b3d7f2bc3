import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { run, urlVariable, type Mall } from '@mallhive/chassis'
import { client, overHttp, withHeaders } from '@mallhive/contract'
import { services } from '@mallhive/mall/services'
import { freePort, testKeys, troubledDatabase, wire, type TroubledDatabase, type TroubledWire } from '@mallhive/testkit'
import { userApi } from '@mallhive/user-service/contract'
import { openBooks, type Books } from '../fire/invariants.ts'
import type { MallClient } from '../surroundings/mall.ts'
import { ADMIN, expected } from '../surroundings/services.ts'

const SECRET = 'a secret for tests that is long enough'
const NAMES: readonly string[] = services.map(({ service }) => service.name)

/** Long enough for a crowded machine, short enough to be waited for. */
const PATIENCE = {
  REQUEST_TIMEOUT_MS: '4000',
  PLACE_PATIENCE_MS: '1500',
  PROVIDER_TIMEOUT_MS: '1000',
}

/** Of a cable: what goes there and back takes longer than any request may. */
export const LATER_THAN_DEADLINE_MS = 6_000

/** A mall whose every cable can be hurt: those between services, and those to their databases. The test itself asks by sound ones. */
export interface WiredShop extends MallClient {
  /** What a service's neighbours reach it by. */
  to(service: string): TroubledWire
  /** What a service reaches its own database by; `bus`: what all reach the bus by. */
  databaseOf(name: string): TroubledWire
  /** Where a service listens, by a sound cable. */
  address(service: string): string
  readonly database: TroubledDatabase
  /** Address of a service's own database, by a sound cable. */
  databaseUrl(name: string): string
  /** Nobody listens there any more. */
  takeAway(service: string): Promise<void>
  bringBack(service: string): Promise<void>
  /** What `/health` and `/ready` of a service say. */
  health(service: string): ReturnType<typeof healthAt>
  /** Where mails are kept. */
  readonly mailFolder: string
  readonly books: Books
}

export async function wiredShop(
  t: Pick<TestContext, 'after'>,
  given: Readonly<Record<string, string>> = {},
): Promise<WiredShop> {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.reverse()) await close()
  })
  const later = { after: (work: unknown) => void closings.push(work as () => unknown) }
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive-outages-'))
  later.after(() => rmSync(folder, { recursive: true, force: true }))

  const database = await troubledDatabase(later)
  const urls = new Map<string, string>()
  for (const name of [...NAMES, 'bus']) urls.set(name, await database.database(name))
  const books = openBooks(Object.fromEntries(urls))
  later.after(() => books.close())
  const ports = new Map<string, number>()
  for (const name of NAMES) ports.set(name, await freePort())
  const address = (service: string) => `http://127.0.0.1:${ports.get(service)}`
  const between = await cablesTo(
    NAMES.map((name) => [name, address(name)] as const),
    later,
  )
  const toDatabase = await cablesTo(urls, later)
  const mailFolder = path.join(folder, 'mail')
  const shared = {
    ...environment((name) => between.get(name)!.through(address(name))),
    BUS_URL: toDatabase.get('bus')!.through(urls.get('bus')!),
    IMPORT_DIR: path.join(folder, 'imports'),
    MEDIA_DIR: path.join(folder, 'media'),
    MAILBOX_DIR: mailFolder,
    ...given,
  }
  const running = new Map<string, Mall>()
  const bringBack = async (name: string) => {
    const { service } = services.find((known) => known.service.name === name)!
    const env = {
      ...shared,
      APP_PORT: String(ports.get(name)),
      DATABASE_URL: toDatabase.get(name)!.through(urls.get(name)!),
    }
    running.set(name, await run([service], { env: () => env }))
  }
  const takeAway = async (name: string) => {
    const mall = running.get(name)
    running.delete(name)
    await mall?.stop()
  }
  later.after(() => Promise.all(NAMES.map(takeAway)))
  await Promise.all(NAMES.map(bringBack))

  const clientOf: MallClient['client'] = (api, token) =>
    client(
      api,
      withHeaders(overHttp(address(api.service)), () =>
        token === undefined ? {} : { authorization: `Bearer ${token}` },
      ),
    )
  return {
    ...{ database, books, address, takeAway, bringBack, client: clientOf },
    mailFolder,
    health: (service) => healthAt(address(service)),
    to: (service) => between.get(service)!,
    databaseOf: (name) => toDatabase.get(name)!,
    databaseUrl: (name) => urls.get(name)!,
    adminToken: async () => expected(201, await clientOf(userApi).signIn({ body: ADMIN })).accessToken,
  }
}

/** Laid before the services that use them, so that they go after these: who waits for a silent one would wait for long. */
const cablesTo = async (targets: Iterable<readonly [string, string]>, t: Pick<TestContext, 'after'>) =>
  new Map(await Promise.all([...targets].map(async ([name, url]) => [name, await wire(t, url)] as const)))

/** What all services are told. */
const environment = (addressOf: (service: string) => string) => ({
  ...testKeys().env,
  ...PATIENCE,
  TOKEN_ISSUER: 'user-service',
  LOG_LEVEL: 'silent',
  KEY_ENCRYPTION_SECRET: SECRET,
  WEBHOOK_SECRET: SECRET,
  SANDBOX_WEBHOOK_SECRET: SECRET,
  WEBHOOK_URL: `${addressOf('payment-service')}/v1/webhooks/sandbox`,
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  ...Object.fromEntries(NAMES.map((name) => [urlVariable(name), addressOf(name)])),
})

async function healthAt(address: string) {
  const [health, ready] = await Promise.all([fetch(`${address}/health`), fetch(`${address}/ready`)])
  const { parts } = (await ready.json()) as { parts: Record<string, string> }
  return { health: health.status, ready: ready.status, parts }
}
