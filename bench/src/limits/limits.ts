import { readFileSync } from 'node:fs'
import type autocannon from 'autocannon'
import { newId } from '@mallhive/kernel'
import { freshDatabase, tell } from '../databases.ts'
import type { Mall } from '../mall.ts'
import { hammer, type Measured } from '../measure.ts'
import { begin } from '../process.ts'
import { twoOf } from '../shopper.ts'

export const LIMITS = {
  hello: 'bare Fastify, hello',
  select: 'Fastify + one indexed select',
  update: 'Fastify + one indexed update',
  order: 'Fastify + one order in one SQL statement',
  hot: 'two hot rows, 8 clients without HTTP',
} as const
export type LimitName = keyof typeof LIMITS

export interface Limits {
  measure(name: LimitName, seconds: number): Promise<Measured>
  stop(): Promise<void>
}

/** A process that does as little as can be done, on a database of its own on the mall's server. */
export async function openLimits({ superuserUrl }: Mall): Promise<Limits> {
  const url = await freshDatabase(superuserUrl, 'bench_limits', superuserUrl)
  await tell(url, readFileSync(new URL('schema.sql', import.meta.url), 'utf8'))
  const { line: address, stop } = await begin('limits', { env: { DATABASE_URL: url } })
  const measureOf: Record<LimitName, (seconds: number) => Promise<Measured>> = {
    hello: (seconds) => hammer({ url: `${address}/hello` }, { seconds }),
    select: (seconds) => hammer({ url: `${address}/select` }, { seconds }),
    update: (seconds) => hammer({ url: `${address}/update`, method: 'POST' }, { seconds }),
    order: (seconds) => hammer({ url: `${address}/orders`, method: 'POST', vary: anOrder, expected: 201 }, { seconds }),
    hot: async (seconds) => (await (await fetch(`${address}/hot?seconds=${seconds}`)).json()) as Measured,
  }
  return { measure: (name, seconds) => measureOf[name](seconds), stop }
}

const SKUS = Array.from({ length: 4_000 }, (_, index) => `sku-${index + 1}`)

function anOrder(request: autocannon.Request): autocannon.Request {
  const body = JSON.stringify({
    owner: newId(),
    lines: twoOf(SKUS).map((sku) => ({ sku, quantity: 1 })),
    email: 'marlene@example.com',
    shippingAddress: {
      name: 'Marlene Vogt',
      line1: 'Kastanienallee 42',
      postalCode: '10119',
      city: 'Berlin',
      country: 'DE',
    },
    payment: { token: 'tok_3n5v0bqF2xkY' },
    expectedTotal: 5_997,
  })
  return { ...request, body, headers: { 'content-type': 'application/json', 'idempotency-key': newId() } }
}
