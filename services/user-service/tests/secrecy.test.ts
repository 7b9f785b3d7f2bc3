import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { expected, PASSWORD, running } from './running.ts'

it('no password, token or e-mail address comes into the log, not even at its most talkative', async (t) => {
  const env = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'the first admin of the shop' }
  const { as, register, signIn, refresh, createGuest, logFile, database } = await running(t, { env })
  const ann = await register('ann@example.com', await createGuest())
  const params = { userId: ann.user.id }
  await signIn('ann@example.com', 'a wrong password')
  expected(201, await as().signIn({ body: { email: 'ann@example.com', password: PASSWORD }, idempotencyKey: newId() }))
  const next = expected(200, await refresh(ann.refreshToken))
  await as(next).changePassword({ params, body: { current: PASSWORD, next: 'another long password' } })
  await as(next).updateUser({ params, body: { email: 'ann.meyer@example.com', password: 'another long password' } })
  await Promise.all([1, 2, 3].map(() => as().register({ body: { email: 'bea@example.com', password: PASSWORD } })))
  await database.query('drop table address')
  assert.equal((await as(next).listAddresses({ params })).status, 500)
  await as(next).signOut({})

  const log = readFileSync(logFile, 'utf8')
  assert.match(log, /operation failed/)
  for (const secret of [
    PASSWORD,
    'another long password',
    'a wrong password',
    env.ADMIN_PASSWORD,
    'a secret for tests that is long enough',
    ann.refreshToken,
    ann.accessToken,
    next.refreshToken,
    next.accessToken,
    'ann@example.com',
    'bea@example.com',
    '$argon2id$',
  ])
    assert.ok(!log.includes(secret), `the log holds ${secret}`)
})

it('the hash of a request with a password cannot be made from the database alone', async (t) => {
  const { as, database } = await running(t)
  const body = { email: 'ann@example.com', password: PASSWORD }
  await as().register({ body, idempotencyKey: newId() })
  const { rows } = await database.query<{ request_hash: string }>('select request_hash from idempotency_key')
  const { createHash } = await import('node:crypto')
  const guessed = [JSON.stringify([undefined, undefined, body]), JSON.stringify(body)].map((text) =>
    createHash('sha256').update(text).digest('base64url'),
  )
  assert.equal(rows.length, 1)
  assert.ok(!guessed.includes(rows[0]!.request_hash))
})
