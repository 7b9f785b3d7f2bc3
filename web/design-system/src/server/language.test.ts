import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepLanguage, languageOf } from './language.ts'

const request = (url: string, headers: Record<string, string> = {}) =>
  new Request(`http://shop.test${url}`, { headers })

test('the address counts before the cookie, the cookie before the browser', () => {
  const both = { cookie: 'mall-language=de', 'accept-language': 'fr, en;q=0.8' }
  assert.equal(languageOf(request('/?language=en', both)), 'en')
  assert.equal(languageOf(request('/', both)), 'de')
  assert.equal(languageOf(request('/', { 'accept-language': 'fr, en;q=0.5, de-AT;q=0.8' })), 'de')
})

test('a language the shop does not speak becomes English', () => {
  assert.equal(languageOf(request('/?language=xx', { 'accept-language': 'fr' })), 'en')
  assert.equal(languageOf(request('/')), 'en')
})

test('a choice is kept for a year, and only a choice', () => {
  const headers = new Headers()
  assert.equal(keepLanguage(headers, request('/?language=de'), { secure: false }), true)
  assert.equal(keepLanguage(headers, request('/?language=xx'), { secure: false }), false)
  assert.deepEqual(headers.getSetCookie(), ['mall-language=de; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000'])
})
