import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { api, route } from '@mallhive/contract'
import { freshDatabase, testPostgres } from '@mallhive/testkit'
import pg from 'pg'
import { Type } from 'typebox'
import { run } from './run.ts'
import { defineService, ownDatabase } from './service.ts'

const teaApi = api('tea-service', {
  pour: route({
    operationId: 'pour',
    summary: 'Pour a cup',
    method: 'GET',
    path: '/v1/cups/:size',
    access: ['public'],
    params: Type.Object({ size: Type.Integer({ minimum: 1, maximum: 3 }) }),
    replies: { 200: Type.Object({ cup: Type.Integer() }) },
  }),
  steep: route({
    operationId: 'steep',
    summary: 'Takes a while',
    method: 'GET',
    path: '/v1/steep',
    access: ['public'],
    replies: { 200: Type.Object({ done: Type.Boolean() }) },
  }),
})

async function teaHouse(t: TestContext, options: { forget?: boolean; graceMs?: number } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tea-'))
  t.after(() => rmSync(folder, { recursive: true }))
  // Hooks run in the order they were given: the service stops before its database goes.
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings) await close()
  })
  const url = await freshDatabase({ after: (work) => void closings.push(work as () => unknown) }, 'tea')
  const tea = defineService(
    { api: teaApi, config: Type.Object({}), needs: {}, database: ownDatabase<object>(pathToFileURL(`${folder}/`)) },
    ({ serve, log }) => {
      serve(teaApi.routes.pour, async ({ params }) => {
        log.info({ size: params.size }, 'poured')
        if (params.size === 3) throw new Error('the kettle of secret-plan is empty')
        return { status: 200, body: { cup: params.size, notInContract: 'x' } as { cup: number } }
      })
      if (!options.forget) {
        serve(teaApi.routes.steep, async () => {
          await pause(300)
          return { status: 200, body: { done: true } }
        })
      }
    },
  )
  const logFile = path.join(folder, 'tea.log')
  const env = { APP_PORT: '0', BUS: 'memory', DATABASE_URL: url, LOG_FILE: logFile }
  const mall = await run([tea], { env: () => ({ ...env, DRAIN_GRACE_MS: String(options.graceMs ?? 0) }) })
  let stopped = false
  const stop = async () => {
    if (!stopped) await mall.stop()
    stopped = true
  }
  closings.unshift(stop)
  const address = mall.addresses.get('tea-service')!
  return {
    address,
    url,
    stop,
    logLines: () =>
      readFileSync(logFile, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

describe('a served service', () => {
  it('sends what its contract lists and nothing else', async (t) => {
    const { address } = await teaHouse(t)
    const answer = await fetch(`${address}/v1/cups/2`)
    assert.deepEqual([answer.status, await answer.json()], [200, { cup: 2 }])
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  })

  it('answers problems that name the field and the request, and never an internal text', async (t) => {
    const { address } = await teaHouse(t)
    const ask = async (size: string) =>
      (await fetch(`${address}/v1/cups/${size}`, { headers: { 'x-request-id': 'request-42' } })).json() as Promise<
        Record<string, unknown>
      >
    assert.deepEqual(await ask('9'), {
      type: 'urn:mallhive:problem:request.invalid',
      title: 'The request does not fit its description',
      status: 400,
      code: 'request.invalid',
      detail: 'params/size must be <= 3',
      errors: [{ field: 'params/size', message: 'must be <= 3' }],
      requestId: 'request-42',
    })
    assert.deepEqual(await ask('3'), {
      type: 'urn:mallhive:problem:service.failed',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'service.failed',
      requestId: 'request-42',
    })
  })

  it('documents itself from its routes (R45)', async (t) => {
    const { address } = await teaHouse(t)
    const document = (await (await fetch(`${address}/openapi.json`)).json()) as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string }>>
    }
    assert.equal(document.openapi, '3.1.0')
    assert.deepEqual(
      Object.fromEntries(Object.entries(document.paths).map(([at, methods]) => [at, methods['get']?.operationId])),
      { '/v1/cups/{size}': 'pour', '/v1/steep': 'steep' },
    )
    assert.match(await (await fetch(`${address}/docs/`)).text(), /Swagger UI/)
  })

  it('is healthy but not ready while its database is away (R1, R2)', async (t) => {
    const { address, url } = await teaHouse(t)
    assert.deepEqual(await (await fetch(`${address}/ready`)).json(), {
      status: 'ok',
      parts: { bus: 'ok', database: 'ok' },
    })
    await takeAway(url)
    const [health, ready] = await Promise.all([fetch(`${address}/health`), fetch(`${address}/ready`)])
    assert.deepEqual([health.status, await health.json()], [200, { status: 'ok' }])
    assert.deepEqual(
      [ready.status, await ready.json()],
      [503, { status: 'unavailable', parts: { bus: 'ok', database: 'unavailable' } }],
    )
  })

  it('counts operations by status and logs one line each, with the ids of the request (R56)', async (t) => {
    const { address, logLines, stop } = await teaHouse(t)
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await fetch(`${address}/v1/cups/2`, { headers: { 'x-request-id': 'request-42', traceparent } })
    assert.match(
      await (await fetch(`${address}/metrics`)).text(),
      /http_request_duration_seconds_count\{service="tea-service",operation="pour",status="200"\} 1/,
    )
    await stop()
    const lines = logLines().filter((line) => line['requestId'] === 'request-42')
    assert.deepEqual(
      lines.map(({ level, service, msg, traceId, operation }) => ({ level, service, msg, traceId, operation })),
      [
        {
          level: 'info',
          service: 'tea-service',
          msg: 'poured',
          traceId: traceparent.slice(3, 35),
          operation: undefined,
        },
        {
          level: 'info',
          service: 'tea-service',
          msg: 'answered',
          traceId: traceparent.slice(3, 35),
          operation: 'pour',
        },
      ],
    )
  })

  it('lets a request under way end before it stops, and logs no password of its database', async (t) => {
    const { address, stop, logLines } = await teaHouse(t)
    const underWay = fetch(`${address}/v1/steep`)
    await pause(100)
    await stop()
    assert.deepEqual(await (await underWay).json(), { done: true })
    await assert.rejects(fetch(`${address}/health`))
    assert.doesNotMatch(JSON.stringify(logLines()), /for-tests-only/)
  })

  it('first says that it will stop, still answers meanwhile, and lets go of its callers (R169)', async (t) => {
    const { address, stop } = await teaHouse(t, { graceMs: 600 })
    const before = await fetch(`${address}/v1/cups/1`)
    assert.deepEqual([before.headers.get('connection'), before.headers.get('keep-alive')], ['keep-alive', 'timeout=5'])
    const stopped = stop()
    const [ready, cup] = await Promise.all([fetch(`${address}/ready`), fetch(`${address}/v1/cups/2`)])
    assert.deepEqual(
      [ready.status, await ready.json()],
      [503, { status: 'draining', parts: { bus: 'ok', database: 'ok' } }],
    )
    assert.deepEqual([cup.status, cup.headers.get('connection'), await cup.json()], [200, 'close', { cup: 2 }])
    await stopped
    await assert.rejects(fetch(`${address}/v1/cups/2`))
  })

  it('answers a request that arrives while it closes over a connection from before (R169)', async (t) => {
    const { address, stop } = await teaHouse(t)
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    socket.write('GET /v1/cups/2 HTTP/1.1\r\nhost: tea\r\n')
    await pause(100)
    const stopped = stop()
    await pause(100)
    socket.write('\r\n')
    const answer = (await socket.setEncoding('utf8').toArray()).join('')
    await stopped
    assert.match(answer, /^HTTP\/1.1 200 OK\r\n/)
    assert.match(answer, /\r\nconnection: close\r\n/i)
    assert.match(answer, /\{"cup":2\}$/)
  })

  it('refuses to start when an operation of its contract is forgotten', async (t) => {
    await assert.rejects(teaHouse(t, { forget: true }), /tea-service does not serve steep/)
  })
})

/** Makes the database unreachable, as an outage would. */
async function takeAway(url: string): Promise<void> {
  const admin = new pg.Client(await testPostgres())
  const name = new URL(url).pathname.slice(1)
  await admin.connect()
  await admin.query(`alter database "${name}" allow_connections false`)
  await admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
    [name],
  )
  await admin.end()
}
