import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { defineService, ownDatabase } from '@mallhive/chassis'
import { api, client, route } from '@mallhive/contract'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { freshDatabase, testPostgres } from '../postgres.ts'
import { mortals, type Fate } from './mortals.ts'

const Cups = Type.Object({ cups: Type.Integer() })
const teaApi = api('tea-service', {
  pour: route({
    operationId: 'pour',
    summary: 'Pours two cups',
    method: 'POST',
    path: '/cups',
    access: ['public'],
    replies: { 200: Cups },
  }),
  count: route({
    operationId: 'count',
    summary: 'Counts',
    method: 'GET',
    path: '/cups',
    access: ['public'],
    replies: { 200: Cups },
  }),
})
const waiterApi = api('waiter-service', {
  serve: route({
    operationId: 'serveTea',
    summary: 'Asks for tea',
    method: 'POST',
    path: '/tables',
    access: ['public'],
    replies: { 200: Cups },
  }),
})

/** Two services that know nothing of this test: one pours two cups in a transaction, the other asks for them. */
async function teaHouse(t: TestContext) {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive-tea-'))
  writeFileSync(path.join(folder, '0001_cup.sql'), 'create table cup (id bigint generated always as identity)')
  const tea = defineService(
    {
      api: teaApi,
      config: Type.Object({}),
      needs: {},
      database: ownDatabase<{ cup: { id: number } }>(pathToFileURL(`${folder}/`)),
    },
    ({ serve, database }) => {
      const cups = async () =>
        (await sql<{ cups: number }>`select count(*)::int as cups from cup`.execute(database.read)).rows[0]!
      serve(teaApi.routes.pour, async () => {
        await database.transaction(async (tx) => {
          for (let cup = 0; cup < 2; cup++) await sql`insert into cup default values`.execute(tx)
        })
        return { status: 200, body: await cups() }
      })
      serve(teaApi.routes.count, async () => ({ status: 200, body: await cups() }))
    },
  )
  const waiter = defineService(
    { api: waiterApi, config: Type.Object({}), needs: { tea: teaApi } },
    ({ serve, clients }) => {
      serve(waiterApi.routes.serve, async () => {
        const answer = await clients.tea.pour({})
        if (answer.status !== 200) throw new Error('no tea')
        return answer
      })
    },
  )
  const [url, superuser] = [await freshDatabase(t, 'tea'), await testPostgres()]
  const env = () => ({ DATABASE_URL: url, BUS: 'memory', LOG_LEVEL: 'silent' })
  const house = await mortals([tea, waiter], { env, clock: () => new Date(), superuser })
  t.after(async () => {
    await house.stop()
    rmSync(folder, { recursive: true })
  })
  return {
    house,
    count: async () => (await client(teaApi, house.wire('tea-service')).count({})).body,
    order: () => client(waiterApi, house.wire('waiter-service')).serve({}),
  }
}
const once =
  (name: RegExp, kind: 'dies before' | 'dies after', at = 1): Fate =>
  (effect, count) =>
    name.test(effect.name) && count === at ? { kind } : undefined

describe('mortal services', () => {
  it('have a point between any two effects, whoever wrote the service', async (t) => {
    const { house, order } = await teaHouse(t)
    const points: string[] = []
    house.befall(({ service, kind, name }, count) => {
      // A service that has just begun looks after its outbox and the like meanwhile.
      if (!/outbox|idempotency/.test(name)) points.push(`${service} ${kind} ${name} ${count}`)
      return undefined
    })
    assert.equal((await order()).status, 200)
    assert.deepEqual(points, [
      'waiter-service call pour 1',
      'tea-service statement begin 1',
      'tea-service statement insert into cup default values 1',
      'tea-service statement insert into cup default values 2',
      'tea-service statement commit 1',
      'tea-service statement select count(*)::int as cups from cup 1',
    ])
  })

  it('lose their memory and their open transactions, and keep what was committed', async (t) => {
    const { house, count, order } = await teaHouse(t)
    const after: unknown[] = []
    for (const fate of [once(/insert/, 'dies after', 2), once(/commit/, 'dies before'), once(/commit/, 'dies after')]) {
      house.befall(fate)
      await order().catch(() => undefined)
      house.befall(() => undefined)
      await assert.rejects(client(teaApi, house.wire('tea-service')).count({}), /connection was lost/)
      await house.revive()
      after.push(await count())
    }
    assert.deepEqual(after, [{ cups: 0 }, { cups: 0 }, { cups: 2 }])
    assert.equal(house.deaths, 3)
  })

  it('do not die after an effect that ends in peace, though it began under a fate that wanted it', async (t) => {
    const { house, count, order } = await teaHouse(t)
    const [arrived, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    house.befall((effect) => {
      if (effect.kind === 'call') return { kind: 'dies after' }
      if (!/^insert/.test(effect.name)) return undefined
      arrived.resolve()
      return { kind: 'waits', until: release.promise }
    })
    const ordered = order()
    await arrived.promise
    house.befall(() => undefined)
    release.resolve()
    assert.equal((await ordered).status, 200)
    assert.equal(house.deaths, 0)
    assert.deepEqual(await count(), { cups: 2 })
  })

  it('are quiet only when all that they do has ended', async (t) => {
    const { house, count, order } = await teaHouse(t)
    const release = Promise.withResolvers<void>()
    house.befall(({ name }, count) =>
      /^insert/.test(name) && count === 2 ? { kind: 'waits', until: release.promise } : undefined,
    )
    const ordered = order()
    let isQuiet = false
    const quiet = house.quiet(4).then(() => (isQuiet = true))
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal(isQuiet, false)
    release.resolve()
    await quiet
    assert.deepEqual([(await ordered).status, await count()], [200, { cups: 2 }])
  })
})
