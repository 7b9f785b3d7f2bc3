import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { eventually } from '../surroundings/eventually.ts'

const LOAD = 3
const MEASURE_MS = 2_000
const STORM_MS = 7_000
/** What came in at first, before it was clear that this is no passing burst, has been worked off by then. */
const SETTLED_MS = 4_000
const FEW = 6

interface Answered {
  readonly status: number
  readonly body: string
  readonly retryAfter: string | undefined
  readonly askedMs: number
  readonly ms: number
}

it('at three times what the processor can do, the excess is refused quickly, the rest is served in time, and all is well afterwards (P30)', async (t) => {
  const ask = await busyBakery(t)
  const calm = await closely(() => ask('/v1/dough'))
  const [usual, capacity] = [median(calm), (calm.length * 1_000) / MEASURE_MS]
  const [answers, health] = await Promise.all([
    paced(capacity * LOAD, () => ask('/v1/dough')),
    paced(10, () => ask('/health')),
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

async function answered(url: string, agent: Agent): Promise<Answered> {
  const began = performance.now()
  const [incoming] = (await once(get(url, { agent }), 'response')) as [IncomingMessage]
  const body = (await incoming.setEncoding('utf8').toArray()).join('')
  const { statusCode: status = 0, headers } = incoming
  return { status, body, retryAfter: headers['retry-after'], askedMs: began, ms: performance.now() - began }
}

/** A few, each asking again as soon as it has been answered: the processor has all it can do and nobody waits for long. */
async function closely(ask: () => Promise<Answered>): Promise<Answered[]> {
  const answers: Answered[] = []
  const end = performance.now() + MEASURE_MS
  const one = async () => {
    while (performance.now() < end) answers.push(await ask())
  }
  await Promise.all(Array.from({ length: FEW }, one))
  return answers
}

/** Asks at a steady pace, whether or not the earlier ones have been answered, as crowds do. Times count from its beginning. */
async function paced(perSecond: number, ask: () => Promise<Answered>): Promise<Answered[]> {
  const asked: Promise<Answered>[] = []
  const began = performance.now()
  for (let at = 0; at < STORM_MS; at = performance.now() - began) {
    while (asked.length < (at / 1_000) * perSecond) asked.push(ask())
    await pause(5)
  }
  return (await Promise.all(asked)).map((answer) => ({ ...answer, askedMs: answer.askedMs - began }))
}

const median = (answers: readonly Answered[]): number =>
  Math.round(answers.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(answers.length / 2)] ?? 0)
