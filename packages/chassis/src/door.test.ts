import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { api, route } from '@mallhive/contract'
import { Type } from 'typebox'
import { run } from './run.ts'
import { defineService } from './service.ts'

/** As many loaves bake at once; more wait, so that letting everybody in would make everybody wait. */
const ROOM = 10
const USUAL_MS = 200
const LOAD = 3
const STORM_MS = 2_000

const JSON_BODY = { 'content-type': 'application/json' }
const Done = Type.Object({ done: Type.Boolean() })
const bakeryApi = api('bakery-service', {
  bake: route({
    operationId: 'bake',
    summary: 'Takes a while',
    method: 'POST',
    path: '/v1/loaves',
    access: ['public'],
    body: Type.Object({ flour: Type.String() }),
    replies: { 200: Done },
  }),
  takeOut: route({
    operationId: 'takeOut',
    summary: 'Ends what was begun',
    method: 'POST',
    path: '/v1/loaves/out',
    access: ['public'],
    finishesWork: true,
    replies: { 200: Done },
  }),
})

async function bakery(t: TestContext) {
  let begun = 0
  const oven = ovenOf(ROOM)
  const service = defineService({ api: bakeryApi, config: Type.Object({}), needs: {} }, ({ serve }) => {
    serve(bakeryApi.routes.bake, async () => {
      begun += 1
      await oven(() => pause(USUAL_MS))
      return { status: 200, body: { done: true } }
    })
    serve(bakeryApi.routes.takeOut, async () => ({ status: 200, body: { done: true } }))
  })
  const env = { APP_PORT: '0', BUS: 'memory', LOG_LEVEL: 'silent', REQUESTS_UNDER_WAY_MAX: String(ROOM) }
  const mall = await run([service], { env: () => env })
  t.after(() => mall.stop())
  const address = mall.addresses.get('bakery-service')!
  return { address, begun: () => begun, bake: () => timed(`${address}/v1/loaves`, { flour: 'x'.repeat(1_000) }) }
}

/** Does so much at once, the rest in turn. */
function ovenOf(room: number) {
  const waiting: (() => void)[] = []
  let free = room
  return async (work: () => Promise<void>): Promise<void> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    await work()
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
}

async function timed(url: string, body?: object) {
  const began = performance.now()
  const answer = await fetch(url, body && { method: 'POST', body: JSON.stringify(body), headers: JSON_BODY })
  const problem = (await answer.json()) as { code?: string }
  const { status, headers } = answer
  return { status, code: problem.code, retryAfter: headers.get('retry-after'), ms: performance.now() - began }
}

/** Asks at a steady pace, whether or not the earlier ones have been answered, as crowds do. */
async function paced<R>(perSecond: number, forMs: number, ask: () => Promise<R>): Promise<R[]> {
  const asked: Promise<R>[] = []
  const began = performance.now()
  for (let at = 0; at < forMs; at = performance.now() - began) {
    while (asked.length < (at / 1_000) * perSecond) asked.push(ask())
    await pause(5)
  }
  return Promise.all(asked)
}

/** The time in ms that this share of them stayed under. */
const share = (answers: readonly { ms: number }[], part: number) =>
  Math.round(answers.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(answers.length * part)]!)

describe('a service with three times as much to do as it can (P30)', () => {
  it('refuses the excess at once, takes its usual time for the rest, stays healthy, and serves all again afterwards', async (t) => {
    const { address, bake, begun } = await bakery(t)
    await bake()
    const capacity = (ROOM * 1_000) / USUAL_MS
    const [answers, health] = await Promise.all([
      paced(capacity * LOAD, STORM_MS, bake),
      paced(20, STORM_MS, () => timed(`${address}/health`)),
    ])
    const served = answers.filter(({ status }) => status === 200)
    const refused = answers.filter(({ status }) => status === 503)

    assert.equal(served.length + refused.length, answers.length)
    assert.equal(begun(), served.length + 1, 'what was refused was not begun')
    assert.ok(served.length > (capacity * STORM_MS * 0.6) / 1_000, `only ${served.length} served`)
    assert.ok(refused.length > served.length, `only ${refused.length} refused`)
    assert.deepEqual([...new Set(refused.map(({ code }) => code))], ['service.overloaded'])
    assert.deepEqual(
      refused.filter(({ retryAfter }) => !/^[1-3]$/.test(retryAfter ?? '')),
      [],
    )
    assert.deepEqual([...new Set(health.map(({ status }) => status))], [200])
    // What a busy machine and this very client add is seen at /health, which does no work.
    const slack = 2 * share(health, 0.9)
    const [usual, quick] = [share(served, 0.9), share(refused, 0.5)]
    t.diagnostic(`${served.length} served in ${usual} ms, ${refused.length} refused in ${quick} ms, slack ${slack} ms`)
    assert.ok(usual < USUAL_MS * 1.5 + slack, `the served took ${usual} ms`)
    assert.ok(quick < 10 + slack, `the refused took ${quick} ms`)
    const metrics = await (await fetch(`${address}/metrics`)).text()
    assert.match(metrics, new RegExp(`http_requests_refused_total\\{[^}]*\\} ${refused.length}\n`))
    assert.match(metrics, /http_requests_under_way\{[^}]*\} 0\n/)

    const after = await Promise.all(Array.from({ length: ROOM }, bake))
    assert.deepEqual([...new Set(after.map(({ status }) => status))], [200])
  })

  it('still takes what ends begun work', async (t) => {
    const { address, bake } = await bakery(t)
    const full = Array.from({ length: ROOM }, bake)
    await pause(USUAL_MS / 2)
    assert.equal((await bake()).status, 503)
    assert.equal((await timed(`${address}/v1/loaves/out`, {})).status, 200)
    assert.deepEqual([...new Set((await Promise.all(full)).map(({ status }) => status))], [200])
  })

  it('keeps the room of work whose client has gone until the work has ended', async (t) => {
    const { address, bake } = await bakery(t)
    const gone = Array.from({ length: ROOM }, () =>
      fetch(`${address}/v1/loaves`, {
        method: 'POST',
        body: '{"flour":"x"}',
        headers: JSON_BODY,
        signal: AbortSignal.timeout(USUAL_MS / 2),
      }).catch(() => undefined),
    )
    await Promise.all(gone)
    assert.equal((await bake()).status, 503)
    await pause(USUAL_MS)
    assert.equal((await bake()).status, 200)
  })
})
