import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgetSeen, recentlySeen, rememberSeen } from './recently-seen.ts'

const options = { secure: false }
const requestWith = (cookie: string) => new Request('http://shop.test/', { headers: { cookie } })
const after = (cookie: string, handle: string) => {
  const headers = new Headers()
  rememberSeen(headers, requestWith(cookie), handle, options)
  return headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

test('what was seen last comes first, and nothing comes twice', () => {
  const cookie = ['bud-vase', 'dome-lamp', 'bud-vase'].reduce(after, '')
  assert.deepEqual(recentlySeen(requestWith(cookie)), ['bud-vase', 'dome-lamp'])
})

test('twelve are kept', () => {
  const cookie = Array.from({ length: 15 }, (_, index) => `thing-${index}`).reduce(after, '')
  assert.deepEqual(recentlySeen(requestWith(cookie)), [
    ...['thing-14', 'thing-13', 'thing-12', 'thing-11', 'thing-10', 'thing-9'],
    ...['thing-8', 'thing-7', 'thing-6', 'thing-5', 'thing-4', 'thing-3'],
  ])
})

test('a cookie that was tampered with gives only what can be a handle', () => {
  assert.deepEqual(recentlySeen(requestWith('mall-seen=a~<script>~../x~b~~%25')), ['a', 'b'])
})

test('long handles push older ones out before the cookie grows too long', () => {
  const cookie = Array.from({ length: 12 }, (_, index) => 'ä'.repeat(200) + index).reduce(after, '')
  assert.deepEqual(recentlySeen(requestWith(cookie)), [`${'ä'.repeat(200)}11`, `${'ä'.repeat(200)}10`])
})

test('it can be forgotten', () => {
  const headers = new Headers()
  forgetSeen(headers, options)
  assert.deepEqual(headers.getSetCookie(), ['mall-seen=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0'])
})
