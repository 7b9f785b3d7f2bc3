import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { defineService, ownDatabase, run, type Database, type Mall, type Service } from '@mallhive/chassis'
import { api, client, withHeaders, type Client, type EventMessage } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { orderConfirmed, type Order } from '@mallhive/order-service/contract'
import { freshDatabase, testIssuer, testKeys, userToken } from '@mallhive/testkit'
import { Type } from 'typebox'
import { notificationApi } from '../contract/http.ts'
import { notificationService } from '../src/service.ts'

export const eur = (amount: number) => ({ amount, currency: 'EUR' })

/** An order as order-service tells of it, as in the mock-up of the mail. */
export function someOrder(change: Partial<Order> = {}): Order {
  const line = {
    ...{ variantId: newId(), productId: newId(), handle: 'dome-lamp', title: 'Dome lamp', variantTitle: 'Clay, 36 cm' },
    picture: {
      alt: '',
      sizes: [
        { width: 56, url: '/media/a-56.webp' },
        { width: 240, url: '/media/a-240.webp' },
      ],
    },
    ...{ quantity: 1, unitPrice: eur(14_900), total: eur(14_900), discount: eur(0) },
    ...{ taxClass: 'standard' as const, taxPercent: 19, tax: eur(2_379) },
  }
  const mugs = { ...line, title: 'Stoneware mug, 300 ml', variantTitle: 'Fog', quantity: 4, total: eur(9_600) }
  return {
    ...{ id: newId(), number: 'HD-20418', ownerId: newId(), state: 'confirmed', paymentStatus: 'authorised' },
    ...{ fulfilmentStatus: 'unfulfilled', email: 'marlene@example.com', language: 'en' },
    lines: [line, mugs],
    shippingAddress: {
      ...{ name: 'Marlene Vogt', line1: 'Kastanienallee 42', postalCode: '10119', city: 'Berlin', country: 'DE' },
    },
    shipping: {
      ...{ method: 'standard', title: 'Standard', price: eur(0), arrivesFrom: '2026-11-24', arrivesTo: '2026-11-26' },
    },
    payment: { brand: 'Visa', last4: '4242' },
    totals: {
      ...{ subtotal: eur(24_500), discount: eur(0), shipping: eur(0), shippingTax: eur(0), tax: eur(3_912) },
      ...{ taxIncluded: true, taxes: [{ percent: 19, amount: eur(3_912) }], total: eur(24_500) },
    },
    ...{ timeline: [], onHold: false, placedAt: '2026-11-21T10:00:00Z', version: 1 },
    ...change,
  }
}

export const confirmed = (order: Order): EventMessage =>
  orderConfirmed(
    order.id,
    {
      ...{ orderId: order.id, ownerId: order.ownerId, total: order.totals.total, number: order.number!, order },
      ...{ email: order.email, language: order.language },
      lines: order.lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
    },
    new Date('2026-11-21T10:00:00Z'),
  )

export interface Post {
  readonly api: Client<typeof notificationApi>
  readonly mall: Mall
  readonly url: string
  /** Says as order-service, in its own outbox. */
  say(...events: EventMessage[]): Promise<void>
}

/** notification-service, beside somebody who speaks for order-service. */
export async function startPost(t: TestContext, env: Record<string, string>): Promise<Post> {
  let outbox: Database | undefined
  const orders: Service = defineService(
    {
      api: api('order-service', {}),
      config: Type.Object({}),
      needs: {},
      database: ownDatabase<object>(new URL('./no-migrations/', import.meta.url)),
    },
    ({ database }) => {
      outbox = database
    },
  )
  // What is registered first runs first: the mall ends before its databases go.
  let mall: Mall | undefined
  t.after(() => mall?.stop())
  const databases = new Map<string, string>()
  for (const name of ['notification-service', 'order-service']) databases.set(name, await freshDatabase(t, name))
  mall = await run([testIssuer, notificationService, orders], {
    env: (name) => ({
      ...{ ...testKeys().env, APP_PORT: '0', LOG_LEVEL: 'silent', BUS: 'memory', DATABASE_URL: databases.get(name) },
      ...{ SEND_EVERY_MS: '50', SHOP_NAME: 'Haldow', SHOP_URL: 'https://haldow.example', ...env },
    }),
  })
  const admin = await userToken({ id: newId(), roles: ['admin'] })
  const wire = withHeaders(mall.wire('notification-service'), () => ({ authorization: `Bearer ${admin}` }))
  return {
    api: client(notificationApi, wire),
    mall,
    url: mall.addresses.get('notification-service')!,
    say: (...events) => outbox!.transaction(async (_, publish) => publish(...events)),
  }
}

/** Waits until the messages stand as wanted; fails when they never do. */
export async function messagesThat(
  post: Post,
  isWanted: (states: readonly string[]) => boolean,
  patienceMs = 10_000,
): Promise<readonly { state: string; attempts: number; subject: string; lastError?: string }[]> {
  for (const end = Date.now() + patienceMs; ; ) {
    const answer = await post.api.listMessages({ query: { limit: 100 } })
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
    const { items } = answer.body
    if (isWanted(items.map(({ state }) => state))) return items
    if (Date.now() > end) throw new Error(`the messages stand at ${JSON.stringify(items)}`)
    await pause(30)
  }
}
