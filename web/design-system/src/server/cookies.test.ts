import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearCookie, readCookies, writeCookie } from './cookies.ts'

const requestWith = (cookie: string) => new Request('http://shop.test/', { headers: { cookie } })

test('a cookie is hidden from scripts and from other sites, and secure when asked', () => {
  assert.equal(
    writeCookie('name', 'a b;c', { secure: true, maxAgeSeconds: 60 }),
    'name=a%20b%3Bc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure',
  )
  assert.equal(writeCookie('name', 'x', { secure: false }), 'name=x; Path=/; HttpOnly; SameSite=Lax')
  assert.equal(clearCookie('name', { secure: false }), 'name=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0')
})

test('cookies are read as they were written', () => {
  assert.deepEqual(
    [...readCookies(requestWith('a=1; b=a%20b%3Bc; c='))],
    [
      ['a', '1'],
      ['b', 'a b;c'],
      ['c', ''],
    ],
  )
})

test('a broken cookie header gives what can be read, never an exception', () => {
  assert.deepEqual([...readCookies(requestWith('=; ;; a=%E0%A4%A; b=2; b=3; nothing'))], [['b', '2']])
  assert.deepEqual([...readCookies(new Request('http://shop.test/'))], [])
  assert.equal(readCookies(requestWith(`a=1; b=${'x'.repeat(20_000)}`)).size, 0)
})

test('a cookie that browsers would refuse is refused here', () => {
  assert.doesNotThrow(() => writeCookie('n', 'x'.repeat(3_798), { secure: true }))
  assert.throws(() => writeCookie('n', 'x'.repeat(3_799), { secure: true }), /the cookie n is 3801 bytes long/)
})
