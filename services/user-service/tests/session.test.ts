import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventually, expected, outcome, running, tally } from './running.ts'

const DAY_MS = 86_400_000

describe('a session', () => {
  it('goes on from one refresh token to the next', async (t) => {
    const { register, refresh, neighbour } = await running(t)
    const first = await register('ann@example.com')
    const second = expected(200, await refresh(first.refreshToken))
    const third = expected(200, await refresh(second.refreshToken))
    assert.deepEqual(third.user, first.user)
    assert.equal((await neighbour(third).whoAmI({})).status, 200)
    assert.equal(outcome(await refresh('a token that nobody was given')), '401 session.invalid')
  })

  it('ends, with all its tokens, when an old refresh token is used again', async (t) => {
    const { register, refresh, neighbour, pass } = await running(t)
    const stolen = await register('ann@example.com')
    const { refreshToken } = expected(200, await refresh(stolen.refreshToken))
    pass(11_000)
    const owner = expected(200, await refresh(refreshToken))
    assert.equal(outcome(await refresh(stolen.refreshToken)), '401 session.invalid')
    assert.equal(outcome(await refresh(owner.refreshToken)), '401 session.invalid')
    await eventually(async () => (await neighbour(owner).whoAmI({})).status === 401)
  })

  it('states once that it was ended by a token used again', async (t) => {
    const { register, refresh, pass, events } = await running(t, { keepEvents: true })
    const ann = await register('ann@example.com')
    expected(200, await refresh(ann.refreshToken))
    pass(10_001)
    const answers = await Promise.all([1, 2, 3, 4].map(() => refresh(ann.refreshToken)))
    assert.deepEqual(tally(answers), { '401 session.invalid': 4 })
    const revoked = (await events()).filter(({ type }) => type === 'session.revoked.v1')
    assert.equal(revoked.length, 1)
    assert.equal((revoked[0]!.data as { userId: string }).userId, ann.user.id)
  })

  it('gives fresh tokens to both of two tabs that refresh at the same moment, and to a repeat within ten seconds', async (t) => {
    const { register, refresh, pass } = await running(t)
    const ann = await register('ann@example.com')
    const both = await Promise.all([1, 2].map(() => refresh(ann.refreshToken)))
    assert.deepEqual(tally(both), { '200': 2 })
    pass(9_000)
    const late = expected(200, await refresh(ann.refreshToken))
    const tokens = [...both.map((answer) => expected(200, answer).refreshToken), late.refreshToken]
    assert.equal(new Set(tokens).size, 3)
    pass(60_000)
    assert.deepEqual(tally(await Promise.all(tokens.map(refresh))), { '200': 3 })
  })

  it('takes a repeat for theft as soon as somebody went on with the new token', async (t) => {
    const { register, refresh } = await running(t)
    const ann = await register('ann@example.com')
    const next = expected(200, await refresh(ann.refreshToken))
    const afterNext = expected(200, await refresh(next.refreshToken))
    assert.equal(outcome(await refresh(ann.refreshToken)), '401 session.invalid')
    assert.equal(outcome(await refresh(afterNext.refreshToken)), '401 session.invalid')
  })

  it('survives twenty refreshes of one token at the same moment on two processes', async (t) => {
    const first = await running(t)
    const second = await first.another()
    const ann = await first.register('ann@example.com')
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? first : second).refresh(ann.refreshToken)),
    )
    assert.deepEqual(tally(answers), { '200': 20 })
    const last = expected(200, answers[7]!)
    assert.equal(outcome(await second.refresh(last.refreshToken)), '200')
  })

  it('ends when nobody used it for thirty days, and after half a year in any case', async (t) => {
    const { register, refresh, pass } = await running(t)
    let session = await register('ann@example.com')
    const began = Date.parse(session.refreshExpiresAt) - 30 * DAY_MS
    for (let day = 0; day < 174; day += 29) {
      pass(29 * DAY_MS)
      session = expected(200, await refresh(session.refreshToken))
    }
    assert.equal(Date.parse(session.refreshExpiresAt) - began, 180 * DAY_MS)
    pass(7 * DAY_MS)
    assert.equal(outcome(await refresh(session.refreshToken)), '401 session.invalid')

    const idle = await register('bea@example.com')
    pass(30 * DAY_MS)
    assert.equal(outcome(await refresh(idle.refreshToken)), '401 session.invalid')
  })

  it('signed out of is refused by every service, and cannot be refreshed', async (t) => {
    const { as, register, signIn, refresh, neighbour } = await running(t)
    const ann = await register('ann@example.com')
    const elsewhere = expected(201, await signIn('ann@example.com'))
    assert.equal((await neighbour(ann).whoAmI({})).status, 200)
    assert.equal(outcome(await as(ann).signOut({})), '204')
    await eventually(async () => (await neighbour(ann).whoAmI({})).status === 401)
    assert.equal(outcome(await refresh(ann.refreshToken)), '401 session.invalid')
    assert.equal((await neighbour(elsewhere).whoAmI({})).status, 200)
  })

  it('everywhere ends by the owner or an admin, and by nobody else', async (t) => {
    const { as, register, signIn, refresh } = await running(t)
    const [ann, bea] = [await register('ann@example.com'), await register('bea@example.com')]
    const elsewhere = expected(201, await signIn('ann@example.com'))
    const params = { userId: ann.user.id }
    assert.equal(outcome(await as(bea).signOutEverywhere({ params })), '404 request.not_found')
    assert.equal(outcome(await as(ann).signOutEverywhere({ params })), '204')
    for (const { refreshToken } of [ann, elsewhere])
      assert.equal(outcome(await refresh(refreshToken)), '401 session.invalid')
    assert.equal(outcome(await refresh(bea.refreshToken)), '200')
  })

  it('is stored without anything that could be used in its place', async (t) => {
    const { database, register } = await running(t)
    const { refreshToken, accessToken } = await register('ann@example.com')
    const { rows } = await database.query<{ everything: string }>(
      `select coalesce(string_agg(t::text, ' '), '') || (select string_agg(a::text, ' ') from account a) as everything from refresh_token t`,
    )
    const { everything } = rows[0]!
    assert.ok(everything.includes('$argon2id$'))
    for (const secret of [refreshToken, Buffer.from(refreshToken).toString('hex'), accessToken, 'correct horse'])
      assert.ok(!everything.includes(secret))
  })
})
