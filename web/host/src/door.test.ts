import assert from 'node:assert/strict'
import { it } from 'node:test'
import Fastify from 'fastify'
import { openDoor } from './door.ts'

/** A shop with room for two pages, which are ready when the test says so. */
function shop() {
  const server = Fastify()
  openDoor(server, () => 2)
  let waiting: (() => void)[] = []
  server.all('*', () => new Promise<string>((resolve) => waiting.push(() => resolve('page'))))
  const ask = (url: string, method: 'GET' | 'POST' = 'GET') => server.inject({ method, url })
  return {
    ask,
    /** Comes in and stays until `open`. */
    async stay(...asked: Parameters<typeof ask>) {
      const before = waiting.length
      const answer = ask(...asked)
      while (waiting.length === before) await new Promise(setImmediate)
      return { answer }
    },
    open: () => void waiting.splice(0).forEach((finish) => finish()),
  }
}

it('more pages than there is room for are refused at once, to come back in some seconds', async () => {
  const { ask, stay, open } = shop()
  const inside = [await stay('/'), await stay('/products')]
  const refused = await ask('/products')
  assert.equal(refused.statusCode, 503)
  assert.match(String(refused.headers['retry-after']), /^[1-3]$/)
  assert.equal(refused.headers['cache-control'], 'no-store')
  assert.match(refused.body, /^Too many people/)
  open()
  for (const { answer } of inside) assert.equal((await answer).statusCode, 200)
  const later = await stay('/')
  open()
  assert.equal((await later.answer).statusCode, 200)
})

it('what a shopper sends is refused last, and files and health never', async () => {
  const { ask, stay, open } = shop()
  const inside = [await stay('/'), await stay('/'), await stay('/cart', 'POST'), await stay('/checkout', 'POST')]
  assert.equal((await ask('/cart', 'POST')).statusCode, 503)
  for (const url of ['/assets/a.js', '/shop/a.webp', '/media/a.webp', '/health']) inside.push(await stay(url))
  assert.equal((await ask('/healthy')).statusCode, 503)
  open()
  for (const { answer } of inside) assert.equal((await answer).statusCode, 200)
})
