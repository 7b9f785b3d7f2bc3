import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { it, type TestContext } from 'node:test'
import { Worker } from 'node:worker_threads'
import { eventually } from '../surroundings/eventually.ts'
import { answered, type Answered, closely, median, paced } from './storm.ts'

const LOAD = 3
const MEASURE_MS = 2_000
const STORM_MS = 7_000
/** What came in at first, before it was clear that this is no passing burst, has been worked off by then. */
const SETTLED_MS = 4_000

it('at three times what the processor can do, the excess is refused quickly, the rest is served in time, and all is well afterwards (P30)', async (t) => {
  const ask = await busyBakery(t)
  const calm = await closely(MEASURE_MS, () => ask('/v1/dough'))
  const [usual, capacity] = [median(calm), (calm.length * 1_000) / MEASURE_MS]
  const [answers, health] = await Promise.all([
    paced(STORM_MS, capacity * LOAD, () => ask('/v1/dough')),
    paced(STORM_MS, 10, () => ask('/health')),
  ])
  const settled = answers.filter(({ askedMs }) => askedMs >= SETTLED_MS)
  const [served, refused] = [200, 503].map((status) => settled.filter((answer) => answer.status === status))
  t.diagnostic(`usual ${usual} ms, ${capacity}/s; served ${served!.length} in ${median(served!)} ms`)
  t.diagnostic(`refused ${refused!.length} in ${median(refused!)} ms`)

  assert.deepEqual([...new Set(answers.map(({ status }) => status))].toSorted(), [200, 503])
  assert.deepEqual(new Set(health.map(({ status }) => status)), new Set([200]))
  assert.ok(refused!.every(({ retryAfter, body }) => /^[1-3]$/.test(retryAfter!) && /service\.overloaded/.test(body)))
  assert.ok(median(served!) < usual * 10, `served in ${median(served!)} ms, usually in ${usual} ms`)
  assert.ok(median(refused!) < usual * 4, `refused in ${median(refused!)} ms`)
  const servedPerSecond = (served!.length * 1_000) / (STORM_MS - SETTLED_MS)
  assert.ok(servedPerSecond > capacity * 0.4, `only ${servedPerSecond} of ${capacity} a second were served`)

  await eventually('the limit to be whole again', async () => {
    const limit = /http_requests_under_way_limit\{[^}]*\} (\d+)/.exec((await ask('/metrics')).body)
    return Number(limit?.[1]) === 300 || undefined
  })
  const after = await Promise.all(Array.from({ length: 50 }, () => ask('/v1/dough')))
  assert.deepEqual(new Set(after.map(({ status }) => status)), new Set([200]))
})

async function busyBakery(t: TestContext): Promise<(path: string) => Promise<Answered>> {
  const worker = new Worker(new URL('./busy-bakery.ts', import.meta.url))
  const agent = new Agent({ keepAlive: true })
  t.after(async () => {
    agent.destroy()
    worker.postMessage('stop')
    await once(worker, 'exit')
  })
  const [address] = (await once(worker, 'message')) as [string]
  return (path) => answered(`${address}${path}`, agent)
}
