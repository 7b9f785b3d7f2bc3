import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFromThisShop, localPath, requireSameOrigin } from './same-origin.ts'

const post = (headers: Record<string, string>) => new Request('https://shop.test/cart', { method: 'POST', headers })

test('a post from a page of this shop is let in', () => {
  assert.equal(isFromThisShop(post({ origin: 'https://shop.test', 'sec-fetch-site': 'same-origin' })), true)
  assert.equal(isFromThisShop(post({ origin: 'https://shop.test' })), true)
  assert.equal(isFromThisShop(post({ 'sec-fetch-site': 'same-origin' })), true)
})

test('a post from anywhere else is refused, and so is one that does not say', () => {
  assert.equal(isFromThisShop(post({ origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' })), false)
  assert.equal(isFromThisShop(post({ origin: 'https://shop.test', 'sec-fetch-site': 'same-site' })), false)
  assert.equal(isFromThisShop(post({ origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' })), false)
  assert.equal(isFromThisShop(post({ origin: 'http://shop.test' })), false)
  assert.equal(isFromThisShop(post({ origin: 'null' })), false)
  assert.equal(isFromThisShop(post({ 'sec-fetch-site': 'none' })), false)
  assert.equal(isFromThisShop(post({})), false)
  assert.throws(
    () => requireSameOrigin(post({})),
    (thrown) => thrown instanceof Response && thrown.status === 403,
  )
})

test('behind a proxy the configured addresses count', () => {
  const request = post({ origin: 'https://haldow.example', 'sec-fetch-site': 'same-origin' })
  assert.equal(isFromThisShop(request), false)
  assert.equal(isFromThisShop(request, ['https://haldow.example']), true)
})

test('reading needs no origin', () => {
  assert.equal(isFromThisShop(new Request('https://shop.test/', { headers: { 'sec-fetch-site': 'cross-site' } })), true)
})

test('one is led back to pages of this shop only', () => {
  assert.equal(localPath('/checkout?step=2#pay', '/'), '/checkout?step=2#pay')
  for (const elsewhere of ['//evil.test', 'https://evil.test', '/\\evil.test', '/a\nb', 'cart', '', null, undefined]) {
    assert.equal(localPath(elsewhere, '/home'), '/home')
  }
})
