import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { look } from '@mallhive/testkit/light-wire'
import { booksOf } from '../fire/invariants.ts'
import { compared, untilDecided } from '../fire/kills-books.ts'
import type { Visit as Basket } from '../fire/kills-shoppers.ts'
import { killableMalls, type KillableMall } from '../surroundings/killable-mall.ts'
import { backwards } from '../surroundings/mall-of-processes.ts'
import { stocked } from '../surroundings/merchant.ts'
import { visit } from './storm-visit.ts'
import { closely, median, paced } from './storm.ts'

const LOAD = 3
/** An order waits for many writes one after the other: only many shoppers give the mall all it can do. */
const MANY = 40
const BUSY_MS = 4_000
const STORM_MS = 10_000
/** What came in at first, before it was clear that this is no passing burst, has been worked off by then. */
const SETTLED_MS = 5_000
const HEALTH_PER_SECOND = 4
const VARIANTS = 20
const DECIDED_WITHIN_MS = 30_000

it('a whole mall at three times what it can do: who is let in orders in time, the excess is told to come back, and every promise is kept (P30)', async (t) => {
  const later = backwards(t)
  const { mall, variantIds } = await openShop(later)
  const baskets: Basket[] = []
  const visitor = () => visit(mall, variantIds[baskets.length % VARIANTS]!, baskets)
  await closely(BUSY_MS, visitor, MANY)
  const busy = await closely(BUSY_MS, visitor, MANY)
  const [usual, capacity] = [median(busy), (busy.length * 1_000) / BUSY_MS]

  const [visits, health] = await Promise.all([
    paced(STORM_MS, capacity * LOAD, visitor),
    paced(STORM_MS, HEALTH_PER_SECOND, () => healthOf(mall)),
  ])
  const settled = visits.filter(({ askedMs }) => askedMs >= SETTLED_MS)
  const [ordered, refused] = [201, 503].map((status) => settled.filter((each) => each.status === status))
  t.diagnostic(`usual ${usual} ms, ${capacity}/s; ${ordered!.length} ordered in ${median(ordered!)} ms`)
  t.diagnostic(`${refused!.length} refused in ${median(refused!)} ms; health in ${median(health)} ms`)

  assert.ok(busy.every(({ status }) => status === 201))
  assert.deepEqual(new Set(health.flatMap(({ statuses }) => statuses)), new Set([200]))
  assert.ok(refused!.length > 0 && refused!.every(({ retryAfter }) => /^[1-9]$/.test(retryAfter ?? '')))
  assert.ok(median(ordered!) < usual * 8, `ordered in ${median(ordered!)} ms, usually in ${usual} ms`)
  assert.ok(median(refused!) < usual, `refused in ${median(refused!)} ms`)
  const orderedPerSecond = (ordered!.length * 1_000) / (STORM_MS - SETTLED_MS)
  assert.ok(orderedPerSecond > capacity * 0.3, `only ${orderedPerSecond} of ${capacity} orders a second`)

  const books = booksOf(mall)
  later.after(() => books.close())
  assert.deepEqual((await untilDecided(books, DECIDED_WITHIN_MS)).faults, [])
  assert.deepEqual(await compared(books, baskets, variantIds), [])
  assert.ok((await closely(BUSY_MS, visitor)).every(({ status }) => status === 201))
})

async function openShop(t: Pick<TestContext, 'after'>) {
  const mall = await killableMalls(t).open({ storefront: true, given: { GUESTS_PER_ADDRESS: '1000000' } })
  return { mall, variantIds: await stocked(mall, VARIANTS) }
}

async function healthOf({ ports, shopUrl }: KillableMall) {
  const began = performance.now()
  const addresses = [shopUrl, ...Object.values(ports).map((port) => `http://127.0.0.1:${port}`)]
  const answers = await Promise.all(addresses.map((address) => look(`${address}/health`)))
  return { statuses: answers.map(({ status }) => status), ms: performance.now() - began }
}
