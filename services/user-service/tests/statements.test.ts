import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { watchStatements } from '@mallhive/testkit'
import { expected, outcome, running, tally } from './running.ts'

/** What looks after itself. */
const REPEATED = /outbox where|from outbox|lease|^set |pg_|parked_event/i

function watch(t: TestContext) {
  const { during } = watchStatements(t)
  const statementsOf = async (work: () => Promise<unknown>) =>
    (await during(work)).filter(({ text }) => !REPEATED.test(text))
  return {
    statementsOf,
    /** Keys turn and what is old is swept right after a start, and then not for an hour. */
    async settled() {
      while ((await statementsOf(() => pause(300))).length > 0);
    },
  }
}

it('a guest is one statement, thirty at the same moment are few, and so it is with refreshes', async (t) => {
  const { statementsOf, settled } = watch(t)
  const { as, createGuest, refresh } = await running(t, { keepEvents: true })
  const warm = await createGuest()
  const { refreshToken } = expected(200, await refresh(warm.refreshToken))
  await settled()

  assert.equal((await statementsOf(() => createGuest())).length, 1)
  assert.equal((await statementsOf(() => refresh(refreshToken))).length, 1)

  let guests: Awaited<ReturnType<typeof createGuest>>[] = []
  const together = await statementsOf(async () => {
    guests = await Promise.all(Array.from({ length: 30 }, () => createGuest()))
  })
  assert.ok(together.length <= 2, `${together.length} statements for thirty guests`)
  assert.equal(new Set(guests.map(({ user }) => user.id)).size, 30)

  const answers = statementsOf(async () => {
    const all = await Promise.all(guests.map((guest) => refresh(guest.refreshToken)))
    assert.deepEqual(tally(all), { '200': 30 })
  })
  assert.ok((await answers).length <= 2, 'thirty refreshes')
  assert.equal(outcome(await as().jwks({})), '200')
})

it('the keys of tokens are answered without a statement', async (t) => {
  const { statementsOf } = watch(t)
  const { as } = await running(t, { keepEvents: true })
  assert.deepEqual(await statementsOf(() => as().jwks({})), [])
})

it('good and bad refresh tokens travel together, and each gets its own answer', async (t) => {
  const { createGuest, refresh, as, pass } = await running(t)
  const guests = await Promise.all(Array.from({ length: 6 }, () => createGuest()))
  const [fresh, twice, old, out, ...others] = guests as [
    (typeof guests)[number],
    (typeof guests)[number],
    (typeof guests)[number],
    (typeof guests)[number],
  ]
  const next = expected(200, await refresh(old.refreshToken))
  expected(200, await refresh(next.refreshToken))
  await as(out).signOut({})
  pass(11_000)
  const tokens = [fresh, twice, twice, old, out, ...others].map(({ refreshToken }) => refreshToken)
  const answers = await Promise.all([...tokens, 'made up'].map((token) => refresh(token)))
  assert.deepEqual(answers.map(outcome), [
    ...['200', '200', '200'],
    ...['401 session.invalid', '401 session.invalid'],
    ...['200', '200'],
    '401 session.invalid',
  ])
})
