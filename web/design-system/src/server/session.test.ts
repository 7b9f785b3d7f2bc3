import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieOptions, endSession, keepSession, needsRefresh, readClaims, readSession } from './session.ts'

const tokenWith = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`
const backTo = (headers: Headers) =>
  new Request('https://shop.test/', {
    headers: {
      cookie: headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
    },
  })

test('a session that was kept is read again, and is gone after it ended', () => {
  const headers = new Headers()
  const tokens = { accessToken: 'a.b.c', refreshToken: 'r+/=', accessSeconds: 300, refreshSeconds: 2_592_000 }
  keepSession(headers, tokens, { secure: true })
  assert.deepEqual(readSession(backTo(headers)), { accessToken: 'a.b.c', refreshToken: 'r+/=' })
  assert.deepEqual(headers.getSetCookie(), [
    'mall-access=a.b.c; Path=/; HttpOnly; SameSite=Lax; Max-Age=300; Secure',
    'mall-refresh=r%2B%2F%3D; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure',
  ])

  const ended = new Headers()
  endSession(ended, { secure: true })
  assert.deepEqual(readSession(backTo(ended)), { accessToken: undefined, refreshToken: undefined })
})

test('a token is refreshed before it runs out, and when it cannot be read', () => {
  const session = { accessToken: tokenWith({ exp: 1_000 }) }
  assert.equal(needsRefresh(session, 979_000), false)
  assert.equal(needsRefresh(session, 980_000), true)
  assert.equal(needsRefresh({}, 0), true)
  assert.equal(needsRefresh({ accessToken: 'nonsense' }, 0), true)
})

test('claims of a token that is none are not claims', () => {
  assert.deepEqual(readClaims(tokenWith({ sub: 'u' })), { sub: 'u' })
  assert.equal(readClaims('a.b.c'), undefined)
  assert.equal(readClaims(undefined), undefined)
})

test('cookies are secure over https and wherever it is configured', () => {
  assert.deepEqual(cookieOptions(new Request('https://shop.test/')), { secure: true })
  assert.deepEqual(cookieOptions(new Request('http://localhost/')), { secure: false })
  assert.deepEqual(cookieOptions(new Request('http://localhost/'), true), { secure: true })
})
