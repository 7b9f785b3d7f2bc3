import assert from 'node:assert/strict'
import { it } from 'node:test'
import Fastify from 'fastify'
import { type Asked, readCookies } from '@mallhive/design-system/server'
import type { PagesForEverybody } from '../apps.ts'
import { anonymous } from './anonymous.ts'

const pages: PagesForEverybody = { paths: /^\/(products)?$/, cookies: ['mall-seen'] }
/** A session is told by its cookie: `mall-access=<things in the cart>`. */
const cartCountOf = async (asked: Asked) => {
  const session = readCookies(asked).get('mall-access')
  return session === undefined ? 0 : session === 'named' ? undefined : Number(session)
}
const server = Fastify()
server.all('*', async (request) => ({ seen: (await anonymous(request, pages, cartCountOf)) ?? 'somebody' }))

async function seen(url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' | 'HEAD' = 'GET') {
  const reply = await server.inject({ method, url, headers: { host: 'shop.example', ...headers } })
  return reply.body === '' ? 'somebody' : (reply.json() as { seen: unknown }).seen
}

it('a request without the shop’s cookies is nobody’s: its address and language are all there is', async () => {
  const page = { url: 'http://shop.example/products?q=lamp', language: 'en', cartCount: 0 }
  assert.deepEqual(await seen('/products?q=lamp', { 'user-agent': 'x', cookie: 'theme=dark; _ga=mall-access' }), page)
  assert.deepEqual(await seen('/products?q=lamp', { 'accept-language': 'de-AT,en;q=0.5' }), { ...page, language: 'de' })
  assert.deepEqual(await seen('/products?q=lamp', { cookie: 'mall-language=de' }), { ...page, language: 'de' })
})

it('of a guest only the number of things in the cart is left', async () => {
  const page = { url: 'http://shop.example/products', language: 'de', cartCount: 3 }
  assert.deepEqual(await seen('/products', { cookie: 'mall-access=3; mall-language=de; mall-name=Ann' }), page)
})

it('whoever has a cookie that these pages read, or is shown by name, is somebody', async () => {
  for (const mark of ['mall-seen=x', 'mall-access=named'])
    for (const cookie of [mark, `theme=dark; ${mark}`, `mall-language=de;${mark}`])
      assert.equal(await seen('/', { cookie }), 'somebody', cookie)
})

it('what is more than to look, or not for everybody, is somebody’s too', async () => {
  assert.equal(await seen('/products/lamp'), 'somebody')
  assert.equal(await seen('/', {}, 'POST'), 'somebody')
  assert.equal(await seen('/', {}, 'HEAD'), 'somebody')
  assert.equal(await seen(`/?${'x'.repeat(1_000)}`), 'somebody')
  assert.equal(await seen('/', { host: 'not a host' }), 'somebody')
})
