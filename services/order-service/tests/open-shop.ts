import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { run, type Mall } from '@mallhive/chassis'
import { client, withHeaders } from '@mallhive/contract'
import { money, newId } from '@mallhive/kernel'
import { freshDatabase, testIssuer, testKeys, userToken } from '@mallhive/testkit'
import pg from 'pg'
import { orderApi, type PlaceBody } from './types.ts'
import { orderService } from '../src/service.ts'
import { fakePayment } from './fakes/payment.ts'
import { fakeProduct } from './fakes/product.ts'

const PATIENCE_MS = 10_000
const LOOK_AGAIN_MS = 20

export const BERLIN = {
  name: 'Marlene Vogt',
  line1: 'Kastanienallee 42',
  postalCode: '10119',
  city: 'Berlin',
  country: 'DE',
}

/** The relay takes events out of the outbox as soon as they are in; a test wants to see them later. */
const KEEP_EVENTS = `
  create table stated (like outbox);
  create function keep_event() returns trigger language plpgsql as
    'begin insert into stated select new.*; return new; end';
  create trigger keep_events after insert on outbox for each row execute function keep_event();`

/** order-service on a database of its own between two fake neighbours, with a clock that a test can move. */
export async function openShop(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const [product, payment] = [fakeProduct(), fakePayment()]
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const processes: Mall[] = []
  let sql: pg.Pool | undefined
  // Before the databases are asked for, because they are dropped in the order of these calls.
  t.after(async () => {
    await Promise.all(processes.map((mall) => mall.stop()))
    await sql?.end()
  })
  const [orderDatabase, paymentDatabase] = await Promise.all([
    freshDatabase(t, 'order_service'),
    freshDatabase(t, 'fake_payment'),
  ])
  sql = new pg.Pool({ connectionString: orderDatabase, max: 2 })
  // Ending a pool does not wait for its connections; the database may be dropped under the last of them.
  sql.on('error', () => undefined)
  const query: Query = async (text, values = []) => (await sql.query<Record<string, unknown>>(text, values)).rows

  /** Starts one more process of order-service on the same database, beside those that run or hang. */
  async function start(): Promise<void> {
    const mall = await run([orderService, product.service, payment.service, testIssuer], {
      clock,
      listen: false,
      env: (service) => ({
        ...testKeys().env,
        LOG_LEVEL: 'silent',
        BUS: 'memory',
        DATABASE_URL: service === 'payment-service' ? paymentDatabase : orderDatabase,
        ...env,
      }),
    })
    processes.unshift(mall)
  }
  await start()
  await query(KEEP_EVENTS)

  /** Calls as this person, at the process started last. */
  const as = async (person: { id: string; roles?: readonly string[] }) => {
    const authorization = `Bearer ${await userToken(person)}`
    return client(
      orderApi,
      withHeaders(processes[0]!.wire('order-service'), () => ({ authorization })),
    )
  }
  const shopper = { id: newId() }

  return {
    product,
    payment,
    clock,
    start,
    as,
    shopper,
    admin: { id: newId(), roles: ['shopper', 'admin'] },
    advance: (minutes: number) => void (ahead += minutes * 60_000),
    stop: async () => {
      await processes.shift()?.stop()
    },
    rows: (text: string) => query(text),
    until: waitUntil,
    ...questionsTo(query),
    problem,
    bodyFor,
  }
}

type Query = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>

/** What a test wants to know of the database. */
const questionsTo = (query: Query) => ({
  /** Types of an order's events, in the order in which they were stated. */
  eventsOf: async (orderId: string) => {
    const rows = await query(
      `select envelope ->> 'type' as type from stated where envelope ->> 'subject' = $1 order by seq`,
      [orderId],
    )
    return rows.map((row) => String(row['type']))
  },
  /** Waits until an order's saga rests, also when another process walks it. */
  settled: (orderId: string) =>
    waitUntil(async () => {
      const rows = await query(
        `select saga from shop_order where id = $1 and lease_until is null and (next_try_at is null or saga = 'waiting')`,
        [orderId],
      )
      return rows.length > 0
    }),
  /** Waits until an order's saga has come to this state. */
  becomes: (orderId: string, saga: string) =>
    waitUntil(
      async () => (await query('select 1 from shop_order where id = $1 and saga = $2', [orderId, saga])).length > 0,
    ),
})

/** What a refusal says, without the parts that differ each time. */
function problem({ status, body }: { status: number; body: unknown }) {
  const { code, detail, details } = body as { code: string; detail?: string; details?: unknown }
  return { status, code, detail, details }
}

/** A request for some of one thing, shipped free of charge within Germany by default. */
export function bodyFor(
  variantId: string,
  more: Partial<PlaceBody> & { quantity?: number; total?: number; token?: string } = {},
): PlaceBody {
  const { quantity = 1, total = 14_900 * quantity, token = 'approve', ...body } = more
  return {
    lines: [{ variantId, quantity }],
    email: 'marlene.vogt@example.com',
    shippingAddress: BERLIN,
    shippingMethod: 'dhl',
    payment: { token },
    expectedTotal: money(total, 'EUR'),
    ...body,
  }
}

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error('it did not happen in time')
    await pause(LOOK_AGAIN_MS)
  }
}

export type OpenShop = Awaited<ReturnType<typeof openShop>>
