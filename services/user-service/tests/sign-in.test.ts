import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { eventually, expected, outcome, PASSWORD, running, tally } from './running.ts'

const MINUTE_MS = 60_000

describe('signing in', () => {
  it('works with the address in any case, and every service knows who it is', async (t) => {
    const { register, signIn, neighbour } = await running(t)
    const { user } = await register('ann@example.com')
    const session = expected(201, await signIn('ANN@Example.com'))
    assert.deepEqual(session.user, user)
    const me = await neighbour(session).whoAmI({})
    assert.deepEqual(me, { status: 200, body: { id: user.id, guest: false, roles: ['shopper'] } })
  })

  it('says the same of a wrong password and of an account that does not exist', async (t) => {
    const { register, signIn } = await running(t)
    await register('ann@example.com')
    const [wrong, unknown] = [await signIn('ann@example.com', 'wrong'), await signIn('nobody@example.com', 'wrong')]
    assert.equal(outcome(wrong), '401 user.wrong_credentials')
    assert.deepEqual(unknown, wrong)
  })

  it('does the same work for an account that does not exist as for a wrong password', async (t) => {
    const { register, signIn } = await running(t)
    for (let n = 0; n < 20; n++) await register(`person${n}@example.com`)
    // Time of the processor, not of the clock: what else runs on the machine does not matter.
    const workOf = async (name: string) => {
      const before = process.cpuUsage()
      for (let n = 0; n < 20; n++)
        assert.equal(outcome(await signIn(`${name}${n}@example.com`, 'a wrong one')), '401 user.wrong_credentials')
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1_000
    }
    await workOf('somebody')
    const [wrong, unknown] = [await workOf('person'), await workOf('nobody')]
    assert.ok(unknown > wrong * 0.7 && unknown < wrong * 1.4, `unknown ${unknown} ms, wrong ${wrong} ms`)
  })

  it('is locked for a quarter of an hour after five wrong passwords, also for the right one', async (t) => {
    const { register, signIn, pass } = await running(t)
    await register('ann@example.com')
    for (let n = 0; n < 5; n++)
      assert.equal(outcome(await signIn('ann@example.com', 'wrong')), '401 user.wrong_credentials')
    const locked = await signIn('ann@example.com')
    assert.equal(outcome(locked), '429 user.locked')
    const seconds = Number(locked.headers?.['retry-after'])
    assert.ok(seconds > 14 * 60 && seconds <= 15 * 60, `retry after ${seconds} s`)
    pass(14 * MINUTE_MS)
    assert.equal(outcome(await signIn('ann@example.com')), '429 user.locked')
    pass(MINUTE_MS)
    assert.equal(outcome(await signIn('ann@example.com')), '201')
  })

  it('lets no more than five guesses through when fifty come at the same moment, on two processes', async (t) => {
    const first = await running(t)
    const second = await first.another()
    await first.register('ann@example.com')
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 ? first : second).signIn('ann@example.com', `wrong ${n}`)),
    )
    assert.deepEqual(tally(answers), { '401 user.wrong_credentials': 5, '429 user.locked': 45 })
    assert.equal(outcome(await first.signIn('ann@example.com')), '429 user.locked')
  })

  it('locks an address that has no account likewise, so that nobody learns which have one', async (t) => {
    const { signIn } = await running(t)
    for (let n = 0; n < 5; n++) await signIn('nobody@example.com', 'wrong')
    assert.equal(outcome(await signIn('NOBODY@example.com', 'wrong')), '429 user.locked')
  })

  it('forgives wrong passwords after the right one, and after a while', async (t) => {
    const { register, signIn, pass } = await running(t)
    await register('ann@example.com')
    for (let n = 0; n < 4; n++) await signIn('ann@example.com', 'wrong')
    assert.equal(outcome(await signIn('ann@example.com')), '201')
    for (let n = 0; n < 4; n++) await signIn('ann@example.com', 'wrong')
    pass(16 * MINUTE_MS)
    for (let n = 0; n < 4; n++) await signIn('ann@example.com', 'wrong')
    assert.equal(outcome(await signIn('ann@example.com')), '201')
  })

  it('lets forty tabs in at the same moment with the right password', async (t) => {
    const { register, signIn } = await running(t)
    await register('ann@example.com')
    const answers = await Promise.all(Array.from({ length: 40 }, () => signIn('ann@example.com')))
    assert.deepEqual(tally(answers), { '201': 40 })
  })

  it('hands the cart of the guest over, once, also when the request is repeated', async (t) => {
    const { as, register, createGuest, events } = await running(t, { keepEvents: true })
    const [ann, guest] = [await register('ann@example.com'), await createGuest()]
    const request = { body: { email: 'ann@example.com', password: PASSWORD }, idempotencyKey: newId() }
    const first = expected(201, await as(guest).signIn(request))
    const again = expected(201, await as(guest).signIn(request))
    assert.deepEqual(again.user, first.user)
    assert.deepEqual(
      (await events()).filter(({ type }) => type === 'user.guest-signed-in.v1'),
      [
        {
          type: 'user.guest-signed-in.v1',
          subject: guest.user.id,
          data: { guestId: guest.user.id, userId: ann.user.id },
        },
      ],
    )
  })

  it('with a new password ends all other sessions, and the old password is worth nothing', async (t) => {
    const { as, register, signIn, refresh, neighbour } = await running(t)
    const ann = await register('ann@example.com')
    const elsewhere = expected(201, await signIn('ann@example.com'))
    const params = { userId: ann.user.id }
    const wrong = await as(ann).changePassword({ params, body: { current: 'wrong', next: 'another long password' } })
    assert.equal(outcome(wrong), '401 user.wrong_credentials')
    const changed = await as(ann).changePassword({ params, body: { current: PASSWORD, next: 'another long password' } })
    assert.equal(outcome(changed), '204')

    await eventually(async () => (await neighbour(elsewhere).whoAmI({})).status === 401)
    assert.equal(outcome(await refresh(elsewhere.refreshToken)), '401 session.invalid')
    assert.equal((await neighbour(ann).whoAmI({})).status, 200)
    assert.equal(outcome(await refresh(ann.refreshToken)), '200')
    assert.equal(outcome(await signIn('ann@example.com')), '401 user.wrong_credentials')
    assert.equal(outcome(await signIn('ann@example.com', 'another long password')), '201')
  })
})
