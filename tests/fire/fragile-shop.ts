import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { client, withHeaders, type Api, type Wire } from '@mallhive/contract'
import { services } from '@mallhive/mall/services'
import { paymentApi } from '@mallhive/payment-service/contract'
import type { WebhookEvent } from '@mallhive/sandbox-provider/contract'
import {
  freshDatabase,
  mortals,
  movedClock,
  testIssuer,
  testKeys,
  testPostgres,
  userToken,
  type Mortals,
  type MovedClock,
} from '@mallhive/testkit'
import type { MallClient } from '../surroundings/mall.ts'
import { openBooks, type Books } from './invariants.ts'

const SECRET = 'a secret for tests that is long enough'
/** Carts and the rest are made by people whom the test itself vouches for. */
const ABSENT = ['user-service']

export interface FragileShopOptions {
  /** Settings of all its services. */
  readonly given?: Readonly<Record<string, string>>
  /** Stands between the provider and the shop: answers the status that the provider gets. */
  readonly post?: (told: WebhookEvent, arrive: () => Promise<number>) => Promise<number>
}

export interface FragileShop extends MallClient {
  readonly mortals: Mortals
  readonly time: MovedClock
  /** Looks behind everybody's back. */
  readonly books: Books
}

/** The services that an order goes through, mortal, with a clock that can be moved. Nothing listens but the place where webhooks arrive. */
export async function fragileShop(
  t: Pick<TestContext, 'after'>,
  { given = {}, post = (_told, arrive) => arrive() }: FragileShopOptions = {},
): Promise<FragileShop> {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.reverse()) await close()
  })
  const later = { after: (work: unknown) => void closings.push(work as () => unknown) }
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive-fire-'))
  later.after(() => rmSync(folder, { recursive: true, force: true }))

  const living = services.map(({ service }) => service).filter(({ name }) => !ABSENT.includes(name))
  const databases = Object.fromEntries(
    await Promise.all(
      [...living.map(({ name }) => name), 'bus'].map(async (name) => [name, await freshDatabase(later, name)] as const),
    ),
  )
  let payment: Wire | undefined
  const webhooks = await webhookDoor(later, post, (spec, call) => payment!(spec, call))
  const env = (name: string) => ({
    ...testKeys().env,
    LOG_LEVEL: 'silent',
    DATABASE_POOL_MAX: '4',
    DATABASE_URL: databases[name],
    BUS_URL: databases['bus'],
    IMPORT_DIR: path.join(folder, 'imports'),
    MEDIA_DIR: path.join(folder, 'media'),
    MAILBOX_DIR: path.join(folder, 'mail'),
    WEBHOOK_SECRET: SECRET,
    SANDBOX_WEBHOOK_SECRET: SECRET,
    WEBHOOK_URL: webhooks,
    WEBHOOK_MISCHIEF: 'twice',
    WEBHOOK_LATE_MS: '20',
    PROVIDER_TIMEOUT_MS: '300',
    SLOW_ANSWER_MS: '50',
    LOST_ANSWER_MS: '400',
    PLACE_PATIENCE_MS: '1000',
    ...given,
  })
  const all = [...living, testIssuer]
  const superuser = await testPostgres()
  // The tables first: the moved clock stands before PostgreSQL's own from the second start on.
  const first = await mortals(all, { env, clock: () => new Date(), superuser })
  await first.stop()
  const time = await movedClock(Object.values(databases))
  later.after(() => time.close())
  const books = openBooks(databases)
  later.after(() => books.close())
  const shop = await mortals(all, { env, clock: time.clock, superuser })
  later.after(() => shop.stop())
  payment = shop.wire('payment-service')

  const wire = (api: Api) => shop.wire(api.service)
  return {
    mortals: shop,
    time,
    books,
    client: (api, token) =>
      client(
        api,
        withHeaders(wire(api), () => (token === undefined ? {} : { authorization: `Bearer ${token}` })),
      ),
    adminToken: () => userToken({ id: '0190a6a0-0000-7000-8000-00000000ad41', roles: ['admin'] }),
  }
}

/** Where the provider's webhooks arrive: a socket that stays when payment-service dies. */
async function webhookDoor(
  t: Pick<TestContext, 'after'>,
  post: NonNullable<FragileShopOptions['post']>,
  wire: Wire,
): Promise<string> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request)
      const headers = { 'sandbox-signature': String(request.headers['sandbox-signature']) }
      const arrive = async () => {
        const stream = new Blob([body]).stream() as ReadableStream<Uint8Array>
        return (await wire(paymentApi.routes.sandboxWebhook, { headers, stream })).status
      }
      response.writeHead(await post(JSON.parse(body) as WebhookEvent, arrive)).end()
    })().catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
