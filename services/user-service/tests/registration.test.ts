import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { expected, outcome, PASSWORD, running, tally } from './running.ts'

describe('registering', () => {
  it('makes an account that its owner can read', async (t) => {
    const { as } = await running(t)
    const body = { email: 'Ann@Example.com', password: PASSWORD, name: 'Ann', language: 'de' }
    const session = expected(201, await as().register({ body }))
    const { user } = session
    assert.deepEqual(user, {
      id: user.id,
      kind: 'registered',
      email: 'Ann@Example.com',
      name: 'Ann',
      language: 'de',
      roles: ['shopper'],
      version: 1,
      createdAt: user.createdAt,
    })
    const read = await as(session).getUser({ params: { userId: user.id } })
    assert.deepEqual(read, { status: 200, body: user, headers: { etag: '"1"' } })
  })

  it('gives an address to one of two who register it in different case at the same moment', async (t) => {
    const { as, database } = await running(t)
    const emails = ['ann@example.com', 'Ann@Example.com', 'ANN@EXAMPLE.COM', 'aNN@example.com']
    const answers = await Promise.all(emails.map((email) => as().register({ body: { email, password: PASSWORD } })))
    assert.deepEqual(tally(answers), { '201': 1, '409 user.email_taken': 3 })
    assert.equal((await database.query('select from account')).rowCount, 1)
  })

  it('gives an address to one of two guests who take it at the same moment', async (t) => {
    const { as, createGuest } = await running(t)
    const guests = await Promise.all([1, 2, 3, 4].map(() => createGuest()))
    const answers = await Promise.all(
      guests.map((guest, index) =>
        as(guest).register({ body: { email: index % 2 ? 'ann@example.com' : 'ANN@example.com', password: PASSWORD } }),
      ),
    )
    assert.deepEqual(tally(answers), { '201': 1, '409 user.email_taken': 3 })
  })

  it('lets a guest keep their id, once, and ends what they were signed in with before', async (t) => {
    const { as, createGuest, refresh, events } = await running(t, { keepEvents: true })
    const guest = await createGuest()
    const body = { email: 'ann@example.com', password: PASSWORD, name: 'Ann' }
    const { user } = expected(201, await as(guest).register({ body }))
    assert.deepEqual(user, { ...guest.user, kind: 'registered', email: 'ann@example.com', name: 'Ann', version: 2 })
    assert.equal(outcome(await refresh(guest.refreshToken)), '401 session.invalid')
    assert.equal(
      outcome(await as(guest).register({ body: { ...body, email: 'other@example.com' } })),
      '409 user.already_registered',
    )
    const stated = await events()
    assert.deepEqual(
      stated.map(({ type, subject }) => [type, subject]),
      [
        ['session.revoked.v1', guest.user.id],
        ['user.registered.v1', guest.user.id],
      ],
    )
    assert.deepEqual(stated[1]!.data, { userId: guest.user.id, email: 'ann@example.com', name: 'Ann' })
  })

  it('is refused to somebody who has an account', async (t) => {
    const { as, register } = await running(t)
    const ann = await register('ann@example.com')
    const again = await as(ann).register({ body: { email: 'bea@example.com', password: PASSWORD } })
    assert.equal(outcome(again), '409 user.already_registered')
  })

  it('asked again with the same key, is the same user and session with fresh tokens', async (t) => {
    const { as, events, refresh } = await running(t, { keepEvents: true })
    const request = { body: { email: 'ann@example.com', password: PASSWORD }, idempotencyKey: newId() }
    const first = expected(201, await as().register(request))
    const again = expected(201, await as().register(request))
    assert.deepEqual(again.user, first.user)
    assert.notEqual(again.refreshToken, first.refreshToken)
    assert.equal(sessionIn(again.accessToken), sessionIn(first.accessToken))
    assert.equal((await events()).length, 1)
    for (const { refreshToken } of [first, again]) assert.equal((await refresh(refreshToken)).status, 200)
  })

  it('knows the guest again when the same key comes again, but not after the guest has registered', async (t) => {
    const { as } = await running(t)
    const request = { body: {}, idempotencyKey: newId() }
    const guest = expected(201, await as().createGuest(request))
    const again = expected(201, await as().createGuest(request))
    assert.deepEqual(again.user, guest.user)
    expected(201, await as(again).register({ body: { email: 'ann@example.com', password: PASSWORD } }))
    assert.equal(outcome(await as().createGuest(request)), '401 session.invalid')
  })

  it('refuses addresses and names that would begin another line in the head of a mail', async (t) => {
    const { as, register } = await running(t)
    const ann = await register('ann@example.com')
    const params = { userId: ann.user.id }
    for (const end of ['\r\nBcc: all@example.com', '\nBcc: all@example.com', '\r', '\u0000']) {
      const email = `bea@example.com${end}`
      const bodies = [{ email }, { email: 'bea@example.com', name: `Bea${end}` }]
      for (const body of bodies) {
        assert.equal(outcome(await as().register({ body: { ...body, password: PASSWORD } })), '400 request.invalid')
        const change = { ...body, password: PASSWORD }
        assert.equal(outcome(await as(ann).updateUser({ params, body: change })), '400 request.invalid')
      }
    }
    assert.deepEqual(expected(200, await as(ann).getUser({ params })), ann.user)
  })

  it('refuses passwords that are too short or too long', async (t) => {
    const { as } = await running(t)
    const register = (password: string, email: string) => as().register({ body: { email, password } })
    assert.equal(outcome(await register('x'.repeat(9), 'a@example.com')), '400 request.invalid')
    assert.equal(outcome(await register('x'.repeat(10), 'a@example.com')), '201')
    assert.equal(outcome(await register('x'.repeat(200), 'b@example.com')), '201')
    assert.equal(outcome(await register('x'.repeat(201), 'c@example.com')), '400 request.invalid')
  })
})

const sessionIn = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid
