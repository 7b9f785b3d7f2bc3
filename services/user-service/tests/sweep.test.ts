import assert from 'node:assert/strict'
import { it } from 'node:test'
import { logger, openDatabase } from '@mallhive/chassis'
import { sweepSessions } from '../src/store/sweep.ts'
import type { UserTables } from '../src/store/tables.ts'
import { expected, outcome, running, type Running } from './running.ts'

const DAY_MS = 86_400_000

async function sweeping(t: Parameters<typeof running>[0]) {
  const shop = await running(t, { keepEvents: true })
  const url = (shop.database as unknown as { options: { connectionString: string } }).options.connectionString
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const database = openDatabase<UserTables>(url, { service: 'user-service', poolMax: 2, log })
  let days = 0
  const pass = (more: number) => {
    days += more
    shop.pass(more * DAY_MS)
  }
  const sweep = () => sweepSessions(database, new Date(Date.now() + days * DAY_MS))
  return { ...shop, passDays: pass, sweep, close: () => database.close() }
}
const left = async ({ database }: Pick<Running, 'database'>) => {
  const { rows } = await database.query<Record<string, number>>(`select
    (select count(*) from account where kind = 'guest') as guests, (select count(*) from account where kind = 'registered') as users,
    (select count(*) from session) as sessions, (select count(*) from refresh_token) as tokens, (select count(*) from address) as addresses`)
  return rows[0]
}

it('a guest whom nothing can open any more goes after thirty days more, with their address; who came back and who registered stay', async (t) => {
  const shop = await sweeping(t)
  try {
    const [gone, back, soon] = [await shop.createGuest(), await shop.createGuest(), await shop.createGuest()]
    const address = { name: 'Ann', line1: 'Street 1', postalCode: '10115', city: 'Berlin', country: 'DE' }
    expected(201, await shop.as(gone).addAddress({ params: { userId: gone.user.id }, body: { address } }))
    const ann = await shop.register('ann@example.com', soon)
    const stated = (await shop.events()).length

    shop.passDays(29)
    const again = expected(200, await shop.refresh(back.refreshToken))
    shop.passDays(30)
    await shop.sweep()
    assert.deepEqual(await left(shop), { guests: 2, users: 1, sessions: 4, tokens: 5, addresses: 1 })

    shop.passDays(2)
    await shop.sweep()
    assert.deepEqual(await left(shop), { guests: 1, users: 1, sessions: 1, tokens: 1, addresses: 0 })
    assert.equal(outcome(await shop.signIn('ann@example.com')), '201')
    assert.equal(outcome(await shop.refresh(again.refreshToken)), '401 session.invalid', 'expired, but known')
    assert.equal((await shop.events()).length, stated, 'nothing is stated of guests that go')
    assert.notEqual(ann.user.id, gone.user.id)
  } finally {
    await shop.close()
  }
})

it('two processes that sweep three thousand guests at the same moment are done with all of them', async (t) => {
  const shop = await sweeping(t)
  try {
    await shop.database.query(`
      with g as (insert into account (id, kind, created_at) select gen_random_uuid(), 'guest', now() from generate_series(1, 3000) returning id),
      s as (insert into session (id, user_id, began_at, ends_at) select id, id, now(), now() + interval '180 days' from g returning id)
      insert into refresh_token (hash, session_id, expires_at) select sha256(id::text::bytea), id, now() + interval '30 days' from s`)
    const stays = await shop.register('ann@example.com')
    shop.passDays(61)
    await Promise.all([shop.sweep(), shop.sweep()])
    await shop.sweep()
    assert.deepEqual(await left(shop), { guests: 0, users: 1, sessions: 0, tokens: 0, addresses: 0 })
    assert.equal(outcome(await shop.signIn('ann@example.com')), '201')
    assert.ok(stays)
  } finally {
    await shop.close()
  }
})
