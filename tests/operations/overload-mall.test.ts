import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { it, type TestContext } from 'node:test'
import { newId } from '@mallhive/kernel'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { openBooks } from '../fire/invariants.ts'
import { eventually } from '../surroundings/eventually.ts'
import { type KillableMall, killableMalls } from '../surroundings/killable-mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { BERLIN, shopperOf } from '../surroundings/shopper.ts'
import { answered, type Answered, closely, median, paced } from './storm.ts'

const LOAD = 3
const MEASURE_MS = 4_000
const STORM_MS = 8_000
/** What came in at first, before it was clear that this is no passing burst, has been worked off by then. */
const SETTLED_MS = 4_000
/** Where a machine has become quicker since it was measured, the crowd grows by this much a second until somebody is refused. */
const GROWTH = 1.5
/** Whoever is served waits no longer than this many times as long as on a calm day; a refusal comes in a fraction of it. */
const LATENCY_FACTOR = 15
/** So much is in time in any case: on a calm day of a quick machine it is some 20 ms, and a crowded one stops everybody for that long. */
const LATENCY_MS = 1_500
const HEALTH_MS_MAX = 3_000
const REST_MS_MAX = 30_000

it('a whole mall at three times what it can do: what is in excess is refused quickly, what is let in is served in time and in whole, and every promise is kept (P30)', async (t) => {
  const { mall, visit, health, variantId } = await busyMall(t)
  await closely(1_000, visit)
  const calm = await closely(MEASURE_MS, visit)
  const [usual, capacity] = [median(calm), (calm.length * 1_000) / MEASURE_MS]
  let crowd = capacity * LOAD
  let someRefused = false
  const [answers, healths] = await Promise.all([
    paced(
      STORM_MS,
      (atMs) => (someRefused ? crowd : (crowd = capacity * LOAD * GROWTH ** (atMs / 1_000))),
      async () => {
        const answer = await visit()
        someRefused ||= answer.status === 503
        return answer
      },
    ),
    paced(STORM_MS, () => 5, health),
  ])
  const settled = answers.filter(({ askedMs }) => askedMs >= SETTLED_MS)
  const refused = settled.filter(({ status }) => status === 503)
  const served = settled.filter(({ status }) => status !== 503)
  t.diagnostic(
    `usual ${usual} ms, ${Math.round(capacity)}/s; asked ${Math.round(answers.length / (STORM_MS / 1_000))}/s`,
  )
  t.diagnostic(`served ${served.length} in ${median(served)} ms, refused ${refused.length} in ${median(refused)} ms`)
  t.diagnostic(`health in ${median(healths)} ms`)

  const strange = answers.filter(({ status }) => ![200, 201, 202, 503].includes(status))
  assert.deepEqual(strange, [])
  assert.ok(refused.length > 0 && served.length > 0, `${served.length} served, ${refused.length} refused`)
  for (const { retryAfter } of refused) assert.match(retryAfter ?? 'none', /^[1-3]$/)
  const [pages, orders] = [/^Too many people/, /"service\.overloaded"/].map((said) =>
    refused.filter(({ body }) => said.test(body)),
  )
  assert.equal(pages!.length + orders!.length, refused.length)
  // Pages that are kept cost so little that they may all be served.
  assert.ok(orders!.length > 0, `${pages!.length} pages and no orders were refused`)
  const patience = Math.max(usual * LATENCY_FACTOR, LATENCY_MS)
  assert.ok(median(served) < patience, `served in ${median(served)} ms, usually in ${usual} ms`)
  assert.ok(median(refused) < patience / 2, `refused in ${median(refused)} ms`)
  assert.deepEqual(new Set(healths.map(({ status }) => status)), new Set([200]))
  assert.ok(median(healths) < HEALTH_MS_MAX, `health in ${median(healths)} ms`)
  await assertKept(t, mall, {
    variantId,
    confirmed: [...calm, ...answers].filter(({ status }) => status === 201).length,
  })
  await eventually('all to be let in again', async () => (await visit()).status !== 503)
})

/** Nothing is left half done, and no promise was broken. `confirmed`: as many were thanked, perhaps more on the way. */
async function assertKept(
  t: TestContext,
  mall: KillableMall,
  { variantId, confirmed }: Record<'variantId', string> & { confirmed: number },
) {
  const databases = Object.fromEntries(
    Object.entries(mall.environments).map(([name, env]) => [name, env['DATABASE_URL']!]),
  )
  const books = openBooks(databases)
  t.after(() => books.close())
  const orders = await books.query<{ id: string; state: string }>('order-service', 'select id, state from shop_order')
  const scope = { orderIds: orders.map(({ id }) => id), variantIds: [variantId] }
  assert.ok(orders.length >= confirmed, `${confirmed} were thanked, ${orders.length} are in the books`)
  const atRest = async () => (await books.unrest(scope)).length === 0
  await eventually('all orders to come to rest', atRest, REST_MS_MAX)
  assert.deepEqual(await books.faults(scope), [])
}

/** A mall in a process of its own, and somebody who looks at a page that is made for them, or orders; by turns. */
async function busyMall(t: TestContext) {
  const mall = await killableMalls(t).open({ storefront: true })
  const lamp = await merchantOf(mall, await mall.adminToken()).sells('Paper lamp', { onHand: 1_000_000 })
  const variantId = variantOf(lamp)
  const { session, quote } = await shopperOf(mall)
  const lines = [{ variantId, quantity: 1 }]
  const { totals, shippingMethod } = await quote(lines)
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  const at = (service: string, path: string) => `http://127.0.0.1:${mall.ports[service]}${path}`
  const look = () => answered({ url: at('storefront', `/products/${lamp.handle}`), agent })
  const order = async (): Promise<Answered> => {
    const card = { number: TEST_CARDS.approves, expiryMonth: 12, expiryYear: 2040, code: '123' }
    const paper = await answered({ url: at('sandbox-provider', '/v1/tokens'), agent, body: card })
    if (paper.status !== 201) return paper
    const { token } = JSON.parse(paper.body) as { token: string }
    const headers = { authorization: `Bearer ${session.accessToken}`, 'idempotency-key': newId() }
    const payment = { token, returnUrl: 'http://localhost:9/back' }
    const email = 'marlene.vogt@example.com'
    const body = { lines, email, shippingAddress: BERLIN, shippingMethod, payment, expectedTotal: totals.total }
    return answered({ url: at('order-service', '/v1/orders'), agent, headers, body })
  }
  let turns = 0
  const visit = () => (turns++ % 2 === 0 ? look() : order())
  const health = () => answered({ url: at(turns % 2 === 0 ? 'storefront' : 'order-service', '/health'), agent })
  return { mall, variantId, visit, health }
}
