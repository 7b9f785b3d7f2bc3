import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { run, type Mall, type Service } from '@mallhive/chassis'
import { client, withHeaders, type Client } from '@mallhive/contract'
import { money, newId, type Clock } from '@mallhive/kernel'
import { paymentService } from '@mallhive/payment-service'
import { paymentApi } from '@mallhive/payment-service/contract'
import { sandboxProvider } from '@mallhive/sandbox-provider'
import { sandboxApi, TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { freePort, freshDatabase, serviceToken, testIssuer, testKeys, userToken } from '@mallhive/testkit'
import { witness } from './witness.ts'

export const WEBHOOK_SECRET = 'a secret of this test alone'
export const total = money(124_900, 'EUR')

/** Whoever says when it is over: a test. */
export type Scope = Pick<TestContext, 'after'>

interface Circumstances {
  /** Settings of both. */
  readonly env?: Readonly<Record<string, string>>
  readonly clock?: Clock
  readonly withWebhooks?: boolean
  /** Stand-ins that fail as a test wants it. */
  readonly payment?: Service
  readonly sandbox?: Service
  /** Databases of an earlier pair, whose processes have died. */
  readonly databases?: ReadonlyMap<string, string>
}

export interface BothParties {
  /** As order-service calls. */
  readonly payments: Client<typeof paymentApi>
  /** As an admin calls, or a browser. */
  readonly bank: Client<typeof sandboxApi>
  readonly mall: Mall
  readonly databases: ReadonlyMap<string, string>
  readonly paymentsUrl: string
  /** The kinds and amounts of an order's movements in the provider's own ledger. */
  ledger(orderId: string): Promise<string[]>
  /** What payment-service said about an order until now, in order. */
  said(orderId: string): readonly string[]
  token(card: keyof typeof TEST_CARDS): Promise<string>
}

/** payment-service and the sandbox in one process, each with its own database. */
export async function bothParties(t: Scope, circumstances: Circumstances = {}): Promise<BothParties> {
  const { env = {}, clock, withWebhooks = false, payment = paymentService, sandbox = sandboxProvider } = circumstances
  const databases = circumstances.databases ?? (await freshDatabases(t))
  // The provider must know where the shop listens before the shop does.
  const ports = new Map([['payment-service', withWebhooks ? await freePort() : 0]])
  const { service: witnessService, said } = witness()
  const mall = await run([testIssuer, witnessService, payment, sandbox], {
    ...(clock && { clock }),
    env: (name) => ({
      ...testKeys().env,
      ...{ APP_PORT: String(ports.get(name) ?? 0), LOG_LEVEL: 'silent', BUS: 'memory' },
      ...{
        DATABASE_URL: databases.get(name),
        RESOLVE_EVERY_MS: '100',
        WEBHOOK_SECRET,
        SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
      },
      ...(withWebhooks &&
        name === 'sandbox-provider' && {
          WEBHOOK_URL: `http://127.0.0.1:${ports.get('payment-service')}/v1/webhooks/sandbox`,
        }),
      ...env,
    }),
  })
  t.after(() => mall.stop())
  const as = (token: string, name: string) => withHeaders(mall.wire(name), () => ({ authorization: `Bearer ${token}` }))
  const bank = client(sandboxApi, as(await userToken({ id: newId(), roles: ['admin'] }), 'sandbox-provider'))
  return {
    payments: client(paymentApi, as(await serviceToken('order-service'), 'payment-service')),
    bank,
    mall,
    databases,
    paymentsUrl: mall.addresses.get('payment-service')!,
    async ledger(orderId) {
      const answer = await bank.ledger({ query: { key: orderId, limit: 1_000 } })
      assert(answer.status === 200)
      return answer.body.items.map(({ kind, amount }) => `${kind} ${amount.amount}`)
    },
    said,
    async token(card) {
      const answer = await bank.createToken({
        body: { number: TEST_CARDS[card], expiryMonth: 12, expiryYear: 2099, code: '123' },
      })
      assert(answer.status === 201)
      return answer.body.token
    },
  }
}

async function freshDatabases(t: Scope): Promise<Map<string, string>> {
  const databases = new Map<string, string>()
  for (const name of ['payment-service', 'sandbox-provider', 'witness-service'])
    databases.set(name, await freshDatabase(t, name))
  return databases
}

/** Waits until it is true; fails the test when it never is. */
export async function until(isTrue: () => boolean | Promise<boolean>, patienceMs = 5_000): Promise<void> {
  const end = Date.now() + patienceMs
  while (!(await isTrue())) {
    assert(Date.now() < end, `not true within ${patienceMs} ms: ${isTrue}`)
    await pause(20)
  }
}
