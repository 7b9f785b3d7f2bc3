import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import type { Client } from '@mallhive/contract'
import { userApi, type Session } from '../contract/index.ts'
import { expected, PASSWORD, running, type Running } from './running.ts'

const ADMIN = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'the first admin of the shop' }
const OTHER_PASSWORD = 'another long password'
const WRONG_PASSWORD = 'a wrong password'
const NAME = 'Annabella Meyerling'
const STREET = 'Kastanienallee 42'

it('no password, token, name or address comes into the log, not even at its most talkative: all operations, done, refused and failed', async (t) => {
  const shop = await running(t, { env: ADMIN })
  const { register, signIn, refresh, createGuest, logFile, database } = shop
  const { as, asked } = recorded(shop)
  const admin = expected(201, await signIn(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD))
  const guest = expected(201, await as().createGuest({ body: {} }))
  const ann = await register('ann@example.com', await createGuest())
  const next = expected(200, await refresh(ann.refreshToken))
  const sessions: Session[] = [admin, guest, ann, next]

  const everything = async (session: Session) => sessions.push(...(await useAll(as, session, admin)))
  await everything(next)
  for (const session of [guest, admin]) await useAll(as, session, admin)
  await Promise.all([1, 2, 3].map(() => as().register({ body: { email: 'bea@example.com', password: PASSWORD } })))
  await as().refresh({ body: { refreshToken: ann.refreshToken } })

  // First the rows are refused by the database, which then quotes them; then the tables are not there.
  for (const table of ['account', 'session', 'refresh_token', 'address', 'sign_in_attempts'])
    await database.query(`alter table ${table} add constraint broken check (false) not valid`)
  const late = expected(200, await as(admin).getUser({ params: { userId: ann.user.id } }))
  assert.equal(late.id, ann.user.id)
  assert.equal((await as().createGuest({ body: {} })).status, 500)
  await useAll(as, admin, admin)
  for (const table of ['address', 'refresh_token', 'session', 'account', 'sign_in_attempts'])
    await database.query(`drop table ${table} cascade`)
  assert.equal((await as().createGuest({ body: {} })).status, 500)
  await useAll(as, admin, admin)
  assert.deepEqual([...asked].sort(), Object.keys(userApi.routes).sort())

  const log = readFileSync(logFile, 'utf8')
  for (const failed of ['createGuest', 'refresh', 'signIn', 'register', 'updateUser', 'changePassword', 'addAddress'])
    assert.match(log, new RegExp(`"operation":"${failed}".*operation failed`), `${failed} never failed`)
  const planted = [
    ...[PASSWORD, OTHER_PASSWORD, WRONG_PASSWORD, ADMIN.ADMIN_PASSWORD, 'a secret for tests that is long enough'],
    ...sessions.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]),
    ...['ann@example.com', 'ann.meyer@example.com', 'bea@example.com', NAME, STREET, '$argon2id$'],
  ]
  for (const secret of planted)
    assert.ok(
      !log.includes(secret),
      `the log holds ${secret}: ${log.split('\n').find((line) => line.includes(secret))}`,
    )
})

/** Every operation with what is secret in it, whatever comes of it. */
async function useAll(as: Running['as'], session: Session, admin: Session): Promise<Session[]> {
  const mine = as(session)
  const params = { userId: session.user.id }
  const address = { name: NAME, line1: STREET, postalCode: '10119', city: 'Berlin', country: 'DE' }
  const signIn = (password: string) =>
    mine.signIn({ body: { email: 'ann@example.com', password }, idempotencyKey: newId() })
  await signIn(WRONG_PASSWORD)
  const answers = [await signIn(PASSWORD), await mine.createGuest({ body: {}, idempotencyKey: newId() })]
  await mine.register({ body: { email: 'bea@example.com', password: PASSWORD, name: NAME }, idempotencyKey: newId() })
  await as().register({ body: { email: 'bea@example.com', password: PASSWORD, name: NAME } })
  await mine.getUser({ params })
  await mine.updateUser({ params, body: { email: 'ann.meyer@example.com', password: WRONG_PASSWORD } })
  await mine.updateUser({ params, body: { name: NAME, email: 'ann.meyer@example.com', password: PASSWORD } })
  const added = await mine.addAddress({ params, body: { address }, idempotencyKey: newId() })
  const addressId = added.status === 201 ? added.body.id : newId()
  await mine.replaceAddress({ params: { ...params, addressId }, body: { address: { ...address, country: 'US' } } })
  await mine.replaceAddress({ params: { ...params, addressId }, body: { address } })
  await mine.listAddresses({ params })
  await mine.removeAddress({ params: { ...params, addressId } })
  await as(admin).listUsers({ query: { email: 'ann@example.com' } })
  await as(admin).setRoles({ params, body: { roles: session === admin ? ['shopper', 'admin'] : ['shopper'] } })
  await mine.changePassword({ params, body: { current: WRONG_PASSWORD, next: OTHER_PASSWORD } })
  await mine.changePassword({ params, body: { current: PASSWORD, next: OTHER_PASSWORD } })
  await mine.refresh({ body: { refreshToken: session.refreshToken } })
  await mine.jwks({})
  if (session !== admin)
    for (const end of [() => mine.signOut({}), () => mine.signOutEverywhere({ params })]) await end()
  return answers.flatMap((answer) => (answer.status === 201 ? [answer.body] : []))
}

/** Notes which operations were asked. */
function recorded(shop: Running) {
  const asked = new Set<string>()
  const as: Running['as'] = (session) =>
    new Proxy(shop.as(session), {
      get(operations, name) {
        asked.add(String(name))
        return operations[name as keyof Client<typeof userApi>]
      },
    })
  return { as, asked }
}

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
