import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Session } from '../contract/index.ts'
import { eventually, expected, outcome, PASSWORD, running, tally, type Running } from './running.ts'

const ADMIN = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'the first admin of the shop' }
const signInAdmin = async ({ signIn }: Running) => expected(201, await signIn(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD))
const of = ({ user }: Session) => ({ params: { userId: user.id } })

describe('a profile', () => {
  it('is changed by its owner, and the change is stated', async (t) => {
    const { as, register, events } = await running(t, { keepEvents: true })
    const ann = await register('ann@example.com')
    const body = { name: 'Ann', language: 'de-AT', email: 'Ann.Meyer@example.com' }
    const changed = await as(ann).updateUser({ ...of(ann), body: { ...body, password: PASSWORD } })
    assert.deepEqual(changed, { status: 200, body: { ...ann.user, ...body, version: 2 }, headers: { etag: '"2"' } })
    assert.deepEqual((await events()).at(-1), {
      type: 'user.updated.v1',
      subject: ann.user.id,
      data: { userId: ann.user.id, ...body },
    })
  })

  it('is not changed over what somebody else changed meanwhile', async (t) => {
    const { as, register } = await running(t)
    const ann = await register('ann@example.com')
    const put = (name: string, version: string) =>
      as(ann).updateUser({ ...of(ann), headers: { 'if-match': version }, body: { name } })
    assert.equal((await put('Ann', '"1"')).status, 200)
    const late = await put('Anna', '"1"')
    assert.equal(outcome(late), '412 version.mismatch')
    assert.deepEqual((late.body as { details: unknown }).details, { ...ann.user, name: 'Ann', version: 2 })
    assert.deepEqual(late.headers, { etag: '"2"' })
    assert.equal(outcome(await put('Anna', 'not a tag of ours')), '412 version.mismatch')
    assert.equal((await put('Ann', '"1"')).status, 200, 'a repeat of what was done already')
  })

  it('takes one of two changes of the same version at the same moment', async (t) => {
    const { as, register } = await running(t)
    const ann = await register('ann@example.com')
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) =>
        as(ann).updateUser({ ...of(ann), headers: { 'if-match': '"1"' }, body: { name } }),
      ),
    )
    assert.deepEqual(tally(answers), { '200': 1, '412 version.mismatch': 3 })
  })

  it('cannot take an address that somebody has, in whatever case; its own in other case it can', async (t) => {
    const { as, register } = await running(t)
    const [ann, bea] = [await register('ann@example.com'), await register('bea@example.com')]
    const taken = await as(bea).updateUser({ ...of(bea), body: { email: 'ANN@example.com', password: PASSWORD } })
    assert.equal(outcome(taken), '409 user.email_taken')
    const own = { email: 'ANN@example.com', password: PASSWORD }
    assert.equal((await as(ann).updateUser({ ...of(ann), body: own })).status, 200)
  })

  it('takes another e-mail address only with the password, and a few wrong ones lock it', async (t) => {
    const { as, register, signIn } = await running(t)
    const ann = await register('ann@example.com')
    const change = (password?: string) =>
      as(ann).updateUser({
        ...of(ann),
        body: { name: 'Ann', email: 'ann.meyer@example.com', ...(password !== undefined && { password }) },
      })
    assert.equal(outcome(await change()), '422 user.password_needed')
    const same = { name: 'Anna', email: 'ann@example.com' }
    assert.equal((await as(ann).updateUser({ ...of(ann), body: same })).status, 200, 'the address that it has already')
    const wrong: string[] = []
    for (let n = 0; n < 6; n++) wrong.push(outcome(await change('a wrong password')))
    assert.deepEqual(wrong, [...Array<string>(5).fill('401 user.wrong_credentials'), '429 user.locked'])
    assert.equal(outcome(await change(PASSWORD)), '429 user.locked')
    assert.equal(expected(200, await as(ann).getUser(of(ann))).email, 'ann@example.com')
    assert.equal(outcome(await signIn('ann.meyer@example.com')), '401 user.wrong_credentials')
  })

  it('of somebody else gets another e-mail address from an admin, who does not know their password', async (t) => {
    const shop = await running(t, { env: ADMIN })
    const [admin, ann] = [await signInAdmin(shop), await shop.register('ann@example.com')]
    const changed = await shop.as(admin).updateUser({ ...of(ann), body: { email: 'ann.meyer@example.com' } })
    assert.equal(expected(200, changed).email, 'ann.meyer@example.com')
    const own = await shop.as(admin).updateUser({ ...of(admin), body: { email: 'boss@example.com' } })
    assert.equal(outcome(own), '422 user.password_needed')
  })

  it('of a guest has no e-mail address', async (t) => {
    const { as, createGuest } = await running(t)
    const guest = await createGuest()
    assert.equal((await as(guest).updateUser({ ...of(guest), body: { language: 'de' } })).status, 200)
    const refused = await as(guest).updateUser({ ...of(guest), body: { email: 'guest@example.com' } })
    assert.equal(outcome(refused), '409 user.not_registered')
  })

  it('of others is not found', async (t) => {
    const { as, register } = await running(t)
    const [ann, bea] = [await register('ann@example.com'), await register('bea@example.com')]
    assert.equal(outcome(await as(bea).getUser(of(ann))), '404 request.not_found')
    assert.equal(outcome(await as(bea).updateUser({ ...of(ann), body: { name: 'x' } })), '404 request.not_found')
    assert.equal(outcome(await as().getUser(of(ann))), '401 auth.missing')
  })
})

describe('the first admin', () => {
  it('is made once, by the settings', async (t) => {
    const shop = await running(t, { env: ADMIN })
    await shop.another()
    assert.deepEqual((await signInAdmin(shop)).user.roles, ['shopper', 'admin'])
    assert.equal((await shop.database.query(`select from account where 'admin' = any (roles)`)).rowCount, 1)
  })

  it('is not made of somebody who registered the address before', async (t) => {
    const shop = await running(t)
    await shop.register(ADMIN.ADMIN_EMAIL)
    await shop.another(ADMIN)
    assert.equal(outcome(await shop.signIn(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD)), '401 user.wrong_credentials')
    assert.equal((await shop.database.query(`select from account where 'admin' = any (roles)`)).rowCount, 0)
  })

  it('needs both an address and a password', async (t) => {
    const shop = await running(t)
    await assert.rejects(shop.another({ ADMIN_EMAIL: 'admin@example.com' }), /give both or neither/)
    await assert.rejects(shop.another({ ...ADMIN, ADMIN_PASSWORD: 'short' }), /ADMIN_PASSWORD/)
  })

  it('gives roles and takes them; who loses one is signed out at once', async (t) => {
    const shop = await running(t, { env: ADMIN })
    const [admin, ann] = [await signInAdmin(shop), await shop.register('ann@example.com')]
    assert.equal(outcome(await shop.as(ann).setRoles({ ...of(ann), body: { roles: ['admin'] } })), '403 auth.forbidden')

    const promoted = await shop.as(admin).setRoles({ ...of(ann), body: { roles: ['shopper', 'admin'] } })
    assert.deepEqual(expected(200, promoted).roles, ['shopper', 'admin'])
    const asAdmin = expected(200, await shop.refresh(ann.refreshToken))
    assert.equal((await shop.as(asAdmin).getUser(of(admin))).status, 200)

    expected(200, await shop.as(admin).setRoles({ ...of(ann), body: { roles: ['shopper'] } }))
    await eventually(async () => (await shop.neighbour(asAdmin).whoAmI({})).status === 401)
    assert.equal(outcome(await shop.refresh(asAdmin.refreshToken)), '401 session.invalid')

    const guest = await shop.createGuest()
    const refused = await shop.as(admin).setRoles({ ...of(guest), body: { roles: ['admin'] } })
    assert.equal(outcome(refused), '409 user.not_registered')
  })

  it('lists who is registered, by address, a page at a time', async (t) => {
    const shop = await running(t, { env: ADMIN })
    for (const name of ['Cleo', 'bea', 'ann']) await shop.register(`${name}@example.com`)
    await shop.createGuest()
    const list = (query: { limit?: number; cursor?: string; email?: string }) =>
      shop
        .as(admin)
        .listUsers({ query })
        .then((answer) => expected(200, answer))
    const admin = await signInAdmin(shop)
    const first = await list({ limit: 2 })
    assert.deepEqual(
      first.items.map(({ email }) => email),
      ['admin@example.com', 'ann@example.com'],
    )
    const second = await list({ limit: 2, cursor: first.nextCursor! })
    assert.deepEqual(
      second.items.map(({ email }) => email),
      ['bea@example.com', 'Cleo@example.com'],
    )
    assert.equal(second.nextCursor, undefined)
    assert.deepEqual(
      (await list({ email: 'CL' })).items.map(({ email }) => email),
      ['Cleo@example.com'],
    )
    assert.deepEqual((await list({ email: '%' })).items, [])
  })
})
