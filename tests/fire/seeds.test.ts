import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runSeeds } from './seeds.ts'

const RUNS = 80
const SHOPS = 2
/** What no run should take: an order that a dead process left is taken over within thirty seconds of the shop's time. */
const STUCK_MS = 30_000

describe('shops whose services die and whose connections fail', { concurrency: SHOPS }, () => {
  for (let shop = 0; shop < SHOPS; shop++)
    it(`keep every promise, seeds ${shop + 1}, ${shop + 1 + SHOPS}, ${shop + 1 + 2 * SHOPS}… (P1, P2, P4, P5, P8, P15)`, async (t) => {
      const seeds = Array.from({ length: RUNS / SHOPS }, (_, index) => shop + 1 + index * SHOPS)
      const broken: string[] = []
      const sums = { orders: 0, deaths: 0, stuck: 0 }
      await runSeeds(seeds, ({ seed, outcome }) => {
        sums.orders += outcome.orders
        sums.deaths += outcome.deaths
        if (outcome.stuckMs > STUCK_MS) sums.stuck += 1
        if (outcome.faults.length > 0) broken.push(`seed ${seed}: ${outcome.faults.join('; ')}`)
      })
      assert.deepEqual(broken, [], 'run one alone with: npm run torture -- --runs 1 --from SEED')
      assert.equal(sums.stuck, 0, `${sums.stuck} orders were stuck longer than ${STUCK_MS / 1_000} s`)
      t.diagnostic(`${seeds.length} runs, ${sums.orders} orders, ${sums.deaths} deaths`)
    })
})
