import assert from 'node:assert/strict'
import { it } from 'node:test'
import Fastify from 'fastify'
import type { PagesForEverybody } from '../apps.ts'
import { anonymous } from './anonymous.ts'

const pages: PagesForEverybody = { paths: /^\/(products)?$/, cookies: ['mall-access', 'mall-seen'] }
const server = Fastify()
server.all('*', async (request) => ({ seen: anonymous(request, pages) ?? 'somebody' }))

async function seen(url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' | 'HEAD' = 'GET') {
  const reply = await server.inject({ method, url, headers: { host: 'shop.example', ...headers } })
  return reply.body === '' ? 'somebody' : (reply.json() as { seen: unknown }).seen
}

it('a request without the shop’s cookies is nobody’s: its address and language are all there is', async () => {
  const page = { url: 'http://shop.example/products?q=lamp', language: 'en' }
  assert.deepEqual(await seen('/products?q=lamp', { 'user-agent': 'x', cookie: 'theme=dark; _ga=mall-access' }), page)
  assert.deepEqual(await seen('/products?q=lamp', { 'accept-language': 'de-AT,en;q=0.5' }), { ...page, language: 'de' })
  assert.deepEqual(await seen('/products?q=lamp', { cookie: 'mall-language=de' }), { ...page, language: 'de' })
})

it('whoever has a cookie that these pages read is somebody', async () => {
  for (const name of ['access', 'seen'])
    for (const cookie of [`mall-${name}=x`, `theme=dark; mall-${name}=x`, `mall-language=de;mall-${name}=x`])
      assert.equal(await seen('/', { cookie }), 'somebody', cookie)
})

it('what is more than to look, or not for everybody, is somebody’s too', async () => {
  assert.equal(await seen('/products/lamp'), 'somebody')
  assert.equal(await seen('/', {}, 'POST'), 'somebody')
  assert.equal(await seen('/', {}, 'HEAD'), 'somebody')
  assert.equal(await seen(`/?${'x'.repeat(1_000)}`), 'somebody')
  assert.equal(await seen('/', { host: 'not a host' }), 'somebody')
})
