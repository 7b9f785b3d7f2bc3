import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { defineService, run, Unavailable } from '@mallhive/chassis'
import {
  api,
  client,
  overHttp,
  withHeaders,
  type Client,
  type Envelope,
  type EventMessage,
  envelope,
} from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { productApi, type Offer } from '@mallhive/product-service/contract'
import { freshDatabase, testIssuer, testKeys, userToken } from '@mallhive/testkit'
import pg from 'pg'
import { Type } from 'typebox'
import { cartApi } from '../contract/index.ts'
import { cartService } from '../src/service.ts'

/** What the shop has, as far as a cart can see. */
export interface Shelf {
  readonly offers: Map<string, Offer>
  /** What happens when it is asked. */
  mood: 'well' | 'away' | 'silent'
  asked: number
}
export interface Shopper {
  readonly id: string
  readonly token: string
  readonly api: Client<typeof cartApi>
}
export interface Running {
  readonly shelf: Shelf
  readonly database: pg.Pool
  /** Over HTTP; also somebody else's token can be used. */
  shopper(options?: { id?: string; guest?: boolean }): Promise<Shopper>
  address(): string
  events(userId: string): Promise<Pick<Envelope, 'type' | 'data'>[]>
  /** Puts an event of another service on the bus; with the same id it is the same event once more. */
  hear(event: EventMessage, source: string, id?: string): Promise<void>
}

/** product-service's contract, as far as carts use it. */
function fakeProducts(shelf: Shelf) {
  const asked = api('product-service', { offers: productApi.routes.offers })
  return defineService({ api: asked, config: Type.Object({}), needs: {} }, ({ serve }) => {
    serve(asked.routes.offers, async ({ body }) => {
      shelf.asked += 1
      if (shelf.mood === 'away') throw new Unavailable('closed for today')
      if (shelf.mood === 'silent') await pause(10_000, undefined, { ref: false })
      const offers = body.variantIds.flatMap((id) => shelf.offers.get(id) ?? [])
      return { status: 200, body: { offers } }
    })
  })
}

/** cart-service over HTTP, with a database of its own, beside a product-service that says what the test wants. */
export async function running(
  t: Pick<TestContext, 'after'>,
  { env = {}, keepEvents = false }: { env?: Readonly<Record<string, string>>; keepEvents?: boolean } = {},
): Promise<Running> {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.toReversed()) await close()
  })
  const url = await freshDatabase({ after: (close) => void closings.push(close as () => unknown) }, 'cart')
  const database = new pg.Pool({ connectionString: url, max: 2 })
  // Ending a pool does not wait for its connections; the database may be dropped under the last of them.
  database.on('error', () => undefined)
  closings.push(() => database.end())
  const shelf: Shelf = { offers: new Map(), mood: 'well', asked: 0 }
  const shared = { ...testKeys().env, APP_PORT: '0', LOG_LEVEL: 'silent', BUS: 'memory', ...env }
  const mall = await run([cartService, fakeProducts(shelf), testIssuer], {
    env: (name) => (name === 'cart-service' ? { ...shared, DATABASE_URL: url } : shared),
  })
  closings.push(() => mall.stop())
  const address = mall.addresses.get('cart-service')!
  // Whoever holds the lease of the relay keeps the events where they were stated.
  if (keepEvents)
    await database.query(`insert into lease values ('relay', gen_random_uuid(), 'infinity')
      on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until`)

  async function shopper({ id = newId(), guest = false } = {}): Promise<Shopper> {
    const token = await userToken({ id, guest })
    const wire = withHeaders(overHttp(address), () => ({ authorization: `Bearer ${token}` }))
    return { id, token, api: client(cartApi, wire) }
  }

  async function bring(id: string, whole: Envelope): Promise<void> {
    await database.query('insert into outbox (id, envelope) values ($1, $2)', [id, whole])
    // What came past the service is on its way when the service itself states something: a stranger takes a thing.
    const stranger = await shopper()
    const body = { variantId: stock(shelf).variantId, quantity: 1 }
    expected(200, await stranger.api.addItem({ params: { userID: stranger.id }, body }))
  }

  return {
    shelf,
    database,
    address: () => address,
    shopper,
    async events(userId) {
      const { rows } = await database.query<{ envelope: Envelope }>('select envelope from outbox order by seq')
      return rows.flatMap(({ envelope: { type, subject, data } }) => (subject === userId ? [{ type, data }] : []))
    },
    hear: (event, source, id = newId()) => bring(id, envelope(event, id, source)),
  }
}

/** Puts something on the shelf. */
export function stock(shelf: Shelf, more: Partial<Offer> = {}): Offer {
  const offer: Offer = {
    variantId: newId(),
    productId: newId(),
    handle: 'dome-lamp',
    title: 'Dome lamp',
    variantTitle: 'Moss',
    price: { amount: 12_900, currency: 'EUR' },
    taxClass: 'standard',
    grams: 1_800,
    requiresShipping: true,
    ...more,
  }
  shelf.offers.set(offer.variantId, offer)
  return offer
}

/** The body of an answer that must have this status; anything else fails the test with what was said. */
export function expected<S extends number, R extends { readonly status: number; readonly body: unknown }>(
  status: S,
  answer: R,
): Extract<R, { status: S }>['body'] {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body as Extract<R, { status: S }>['body']
}

/** The status and code of a refusal, the status alone of an answer. */
export const outcome = ({ status, body }: { readonly status: number; readonly body: unknown }): string =>
  status < 400 ? String(status) : `${status} ${(body as { code: string }).code}`

/** `details` of a refusal. */
export const detailsOf = ({ body }: { readonly body: unknown }): unknown => (body as { details: unknown }).details

/** Waits until it is so; fails after ten seconds. */
export async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (await check()) return
    await pause(50)
  }
  throw new Error('it never came to be')
}
