import type { TestContext } from 'node:test'
import { run, type Mall } from '@mallhive/chassis'
import { client, withHeaders } from '@mallhive/contract'
import { money, newId } from '@mallhive/kernel'
import { freshDatabase, testIssuer, testKeys, userToken } from '@mallhive/testkit'
import pg from 'pg'
import { orderApi, type PlaceBody } from './types.ts'
import { orderService } from '../src/service.ts'
import { fakePayment } from './fakes/payment.ts'
import { fakeProduct } from './fakes/product.ts'

export const BERLIN = {
  name: 'Marlene Vogt',
  line1: 'Kastanienallee 42',
  postalCode: '10119',
  city: 'Berlin',
  country: 'DE',
}

/** order-service on a database of its own between two fake neighbours, with a clock that a test can move. */
export async function openShop(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const [orderDatabase, paymentDatabase] = await Promise.all([
    freshDatabase(t, 'order_service'),
    freshDatabase(t, 'fake_payment'),
  ])
  const [product, payment] = [fakeProduct(), fakePayment()]
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const processes: Mall[] = []
  const sql = new pg.Pool({ connectionString: orderDatabase, max: 2 })
  t.after(async () => {
    await Promise.all(processes.map((mall) => mall.stop()))
    await sql.end()
  })

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
    rows: async (text: string): Promise<Record<string, unknown>[]> =>
      (await sql.query(text)).rows as Record<string, unknown>[],
    /** Types of the events stated so far, those that the relay has sent included. */
    ...orderOf,
  }
}

/** A request for some of one thing, shipped free of charge within Germany by default. */
const orderOf = {
  bodyFor: (
    variantId: string,
    more: Partial<PlaceBody> & { quantity?: number; total?: number; token?: string } = {},
  ) => {
    const { quantity = 1, total = 14_900, token = 'approve', ...body } = more
    return {
      lines: [{ variantId, quantity }],
      email: 'marlene.vogt@example.com',
      shippingAddress: BERLIN,
      shippingMethod: 'dhl',
      payment: { token },
      expectedTotal: money(total, 'EUR'),
      ...body,
    } satisfies PlaceBody
  },
}
export type OpenShop = Awaited<ReturnType<typeof openShop>>
