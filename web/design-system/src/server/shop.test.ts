import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Call, RouteSpec, Wire } from '@mallhive/contract'
import { RouterContextProvider } from 'react-router'
import { hostContext } from './host.ts'
import { type Shop, shopMiddleware, shopOf } from './shop.ts'

const SOON = Math.floor(Date.now() / 1_000) + 300
const LONG_AGO = 1_000
const token = (sub: string, exp: number, kind = 'registered') =>
  `x.${Buffer.from(JSON.stringify({ sub, exp, kind })).toString('base64url')}.y`
const session = (sub: string, name: string, kind = 'registered') => ({
  user: { id: sub, kind, name },
  accessToken: token(sub, SOON, kind),
  refreshToken: `${sub}-next`,
  refreshExpiresAt: new Date(Date.now() + 86_400_000).toISOString(),
})
const problem = (status: number, code: string): Answer => ({ status, body: { code, status, title: code, type: code } })

type Answers = Readonly<Record<string, (call: Call) => Answer | Promise<Answer>>>

/** Services that answer as told and remember what they were asked. */
function services(answers: Answers) {
  const asked: string[] = []
  const wire: Wire = async (spec: RouteSpec, call) => {
    asked.push(`${spec.operationId} ${call.headers?.['authorization'] ?? 'nobody'}`)
    const answer = answers[spec.operationId]
    if (!answer) throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })
    return answer(call)
  }
  return { asked, wire }
}

async function visit(wire: Wire, cookie: string, page: (shop: Shop) => unknown = () => undefined) {
  const context = new RouterContextProvider()
  const settings = { name: 'Haldow', sentence: 'Things.', currency: 'EUR', country: 'DE', timeZone: 'Europe/Berlin' }
  context.set(hostContext, { wire: () => wire, settings })
  const request = new Request('http://shop.test/', { headers: { cookie } })
  let seen: unknown
  const next = async () => {
    seen = await page(shopOf(context))
    return new Response('page')
  }
  const args = { request, context, params: {}, pattern: '/', url: new URL(request.url) }
  const response = await shopMiddleware(args, next)
  const cookies = response instanceof Response ? response.headers.getSetCookie() : []
  return { seen, cookies: cookies.map((each) => each.split(';')[0]) }
}

test('a token that is due is exchanged before the page, and the new pair goes back', async () => {
  const { wire, asked } = services({ refresh: () => ({ status: 200, body: session('ada', 'Ada L.') }) })
  const { seen, cookies } = await visit(
    wire,
    `mall-access=${token('ada', LONG_AGO)}; mall-refresh=due`,
    (shop) => shop.visitor,
  )
  assert.deepEqual(seen, { id: 'ada', isGuest: false, name: 'Ada L.' })
  assert.deepEqual(cookies, [`mall-access=${token('ada', SOON)}`, 'mall-refresh=ada-next', 'mall-name=Ada%20L.'])
  assert.deepEqual(asked, ['refresh nobody'])
})

test('two tabs that refresh at the same time share one exchange and get the same pair', async () => {
  let given = 0
  const { wire, asked } = services({
    async refresh() {
      given += 1
      await new Promise((done) => setTimeout(done, 20))
      return { status: 200, body: { ...session('bea', 'Bea'), refreshToken: `bea-${given}` } }
    },
  })
  const cookie = `mall-access=${token('bea', LONG_AGO)}; mall-refresh=shared`
  const [one, two] = await Promise.all([visit(wire, cookie), visit(wire, cookie)])
  const late = await visit(wire, cookie)
  assert.equal(one.cookies[1], 'mall-refresh=bea-1')
  assert.deepEqual(two.cookies, one.cookies)
  assert.deepEqual(late.cookies, one.cookies)
  assert.deepEqual(asked, ['refresh nobody'])
})

test('nobody is signed out because user-service is away', async () => {
  const cookie = `mall-access=${token('cem', LONG_AGO)}; mall-refresh=kept; mall-name=Cem`
  for (const answers of [{}, { refresh: () => problem(503, 'service.unavailable') }]) {
    const { seen, cookies } = await visit(services(answers).wire, cookie, (shop) => shop.visitor)
    assert.deepEqual(seen, { id: 'cem', isGuest: false, name: 'Cem' })
    assert.deepEqual(cookies, [])
  }
})

test('a session that cannot be read while user-service is away is not replaced by a guest', async () => {
  const { wire, asked } = services({ createGuest: () => ({ status: 201, body: session('gus', '', 'guest') }) })
  const { seen, cookies } = await visit(wire, 'mall-refresh=unknown', (shop) =>
    shop.ensureVisitor().catch((thrown: { init: { status: number } }) => thrown.init.status),
  )
  assert.equal(seen, 503)
  assert.deepEqual(cookies, [])
  assert.deepEqual(asked, ['refresh nobody'])
})

test('a session that has ended leaves no cookies', async () => {
  const { wire } = services({ refresh: () => problem(401, 'session.invalid') })
  const { seen, cookies } = await visit(wire, 'mall-access=a.b.c; mall-refresh=ended', (shop) => shop.visitor)
  assert.equal(seen, undefined)
  assert.deepEqual(cookies, ['mall-access=', 'mall-refresh=', 'mall-name='])
})

test('a guest is made only when one is needed, and calls go in their name from then on', async () => {
  const { wire, asked } = services({
    createGuest: () => ({ status: 201, body: session('gus', '', 'guest') }),
    getCart: () => ({ status: 200, body: { userId: 'gus', version: 1, lines: [], count: 3 } }),
    listCategories: () => ({ status: 200, body: { items: [] } }),
  })
  const before = await visit(wire, '', (shop) => shop.frame())
  assert.deepEqual(before, { seen: { departments: [], cartCount: 0 }, cookies: [] })
  const { seen } = await visit(wire, '', async (shop) => [await shop.ensureVisitor(), await shop.frame()])
  assert.deepEqual(seen, [
    { id: 'gus', isGuest: true },
    { departments: [], cartCount: 3 },
  ])
  assert.ok(asked.includes(`getCart Bearer ${token('gus', SOON, 'guest')}`), asked.join())
})

test('a token that a service refuses is exchanged once and the call repeated', async () => {
  const old = token('dan', SOON - 1)
  const { wire, asked } = services({
    refresh: () => ({ status: 200, body: session('dan', 'Dan') }),
    getCart: ({ headers }) =>
      headers?.['authorization'] === `Bearer ${old}`
        ? problem(401, 'auth.invalid')
        : { status: 200, body: { userId: 'dan', version: 1, lines: [], count: 1 } },
    listCategories: () => ({ status: 200, body: { items: [] } }),
  })
  const { seen } = await visit(wire, `mall-access=${old}; mall-refresh=turned; mall-name=Dan`, (shop) => shop.frame())
  assert.deepEqual(seen, { departments: [], cartCount: 1, visitorName: 'Dan' })
  assert.equal(asked.filter((each) => each.startsWith('refresh')).length, 1)
})

test('whoever’s session was ended elsewhere still sees what is public', async () => {
  const { wire } = services({
    refresh: () => problem(401, 'session.invalid'),
    newProducts: ({ headers }) =>
      headers?.['authorization'] ? problem(401, 'auth.invalid') : { status: 200, body: { items: [] } },
  })
  const cookie = `mall-access=${token('eve', SOON)}; mall-refresh=revoked`
  const { seen, cookies } = await visit(wire, cookie, async (shop) => {
    const reply = await shop.products.newProducts({})
    return [reply.status, shop.visitor]
  })
  assert.deepEqual(seen, [200, undefined])
  assert.deepEqual(cookies, ['mall-access=', 'mall-refresh=', 'mall-name='])
})

test('a page does not break when services are away: its header is empty', async () => {
  const { seen } = await visit(services({}).wire, `mall-access=${token('fay', SOON)}; mall-refresh=r`, (shop) =>
    shop.frame(),
  )
  assert.deepEqual(seen, { departments: [], cartCount: 0 })
})

test('departments are the upper categories that have something in them, in their order', async () => {
  const category = (handle: string, position: number, more: object = {}) => ({
    ...{ id: handle, handle, title: handle.toUpperCase(), position, productCount: 2 },
    ...more,
  })
  const items = [
    category('b', 2),
    category('a', 1),
    category('low', 0, { parentId: 'a' }),
    category('none', 0, { productCount: 0 }),
  ]
  const { wire } = services({ listCategories: () => ({ status: 200, body: { items } }) })
  const { seen } = await visit(wire, '', async (shop) => (await shop.frame()).departments)
  assert.deepEqual(seen, [
    { handle: 'a', title: 'A', productCount: 2 },
    { handle: 'b', title: 'B', productCount: 2 },
  ])
})
