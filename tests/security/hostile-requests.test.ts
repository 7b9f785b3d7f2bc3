import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { newId } from '@mallhive/kernel'
import { productApi } from '@mallhive/product-service/contract'
import { eventually } from '../surroundings/eventually.ts'
import { openTestMall, type TestMall } from '../surroundings/mall.ts'
import { expected } from '../surroundings/services.ts'

const BOMB_BYTES = 64 * 1_024 * 1_024
const closings: (() => unknown)[] = []
let mall: TestMall
let admin: string
before(async () => {
  mall = await openTestMall({ after: (close) => void closings.unshift(close as () => unknown) }, { storefront: true })
  admin = await mall.adminToken()
})
after(async () => {
  for (const close of closings) await close()
})

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** The path goes out as it stands here: a browser or `fetch` would tidy it first. */
async function ask(service: string, path: string, { method = 'GET', headers = {}, body }: Sent = {}) {
  const port = mall.ports[service]!
  const host = `localhost:${port}`
  const asked = request({ host: '127.0.0.1', port, path, method, headers: { host, ...headers } })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const text = (await answer.setEncoding('utf8').toArray()).join('')
  const policy = String(answer.headers['content-security-policy'] ?? '')
  return { status: answer.statusCode ?? 0, location: answer.headers.location, policy, text }
}

describe('tricks with paths', () => {
  const up = ['..', '%2e%2e', '..%2f..', '..%5c..', '....//', '%c0%ae%c0%ae', '..%00']
  const files = ['package.json', 'secrets.json', 'etc/passwd', '.env']

  it('read no file but those that are meant to be read', async () => {
    const read: string[] = []
    for (const folder of ['/assets', '/shop', '/media', '/', '/products'])
      for (const step of up)
        for (const file of [...files, 'shop.json']) {
          const path = `${folder}/${step}/${step}/${step}/${file}`.replace('//', '/')
          const { status, text } = await ask('storefront', path)
          if (status < 400 || /root:|"dependencies"|"secrets?"|PRIVATE/.test(text)) read.push(`${status} ${path}`)
        }
    for (const path of ['/shop/shop.json', '/shop/', '/assets/', '/assets/.sources', '/shop/pictures'])
      if ((await ask('storefront', path)).status < 400) read.push(path)
    assert.deepEqual(read, [])
  })

  it('lead nobody to another site', async () => {
    const paths = [
      '//evil.example',
      '//evil.example/',
      '/\\evil.example',
      '/%2f%2fevil.example',
      '/account?to=//evil.example',
    ]
    for (const path of [...paths, 'http://evil.example/', '/account/sign-in?to=https://evil.example']) {
      const { location, status } = await ask('storefront', path)
      assert.ok(
        status > 0 && (location === undefined || new URL(location, mall.shopUrl).host === new URL(mall.shopUrl).host),
        `${path} leads to ${location}`,
      )
    }
  })
})

describe('a body that is larger than it looks', () => {
  const bomb = gzipSync(Buffer.alloc(BOMB_BYTES, ' '), { level: 9 })
  const packed = { 'content-encoding': 'gzip', 'content-length': String(bomb.length) }

  it('is unpacked by no service and no page', async () => {
    const before = process.memoryUsage().rss
    const json = { ...packed, 'content-type': 'application/json', 'idempotency-key': newId() }
    for (const service of ['user-service', 'order-service', 'payment-service', 'sandbox-provider', 'cart-service']) {
      const path =
        { 'order-service': '/v1/quotes', 'payment-service': '/v1/webhooks/sandbox', 'sandbox-provider': '/v1/tokens' }[
          service
        ] ?? '/v1/sessions'
      const { status } = await ask(service, path, { method: 'POST', headers: json, body: bomb })
      assert.ok(status >= 400 && status < 500, `${service}: ${status}`)
    }
    const form = { ...packed, 'content-type': 'application/x-www-form-urlencoded', origin: mall.shopUrl }
    const { status } = await ask('storefront', '/account/sign-in', { method: 'POST', headers: form, body: bomb })
    assert.ok(status < 500, `the page: ${status}`)
    const grown = process.memoryUsage().rss - before
    assert.ok(grown < BOMB_BYTES, `${grown} bytes were taken`)
  })

  it('is no product file when it is packed, and one endless cell is given up at its limit', async () => {
    const products = mall.client(productApi, admin)
    const importing = async (bytes: Uint8Array) => {
      const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream() as ReadableStream<Uint8Array>
      const answer = await products.startImport({ query: {}, stream, idempotencyKey: newId() })
      if (answer.status !== 202) return 0
      const job = await eventually('the end of the import', async () => {
        const { state, variants } = expected(200, await products.getImport({ params: { importId: answer.body.id } }))
        return state !== 'waiting' && state !== 'running' && { variants }
      })
      return job.variants
    }
    const endless = Buffer.concat([Buffer.from('Handle,Title,Variant Price\nmug,"'), Buffer.alloc(8_000_000, 'x')])
    for (const bytes of [bomb, endless]) assert.equal(await importing(bytes), 0)
  })

  it('is refused by its announced size, whether JSON, form or headers', async () => {
    const large = 'x'.repeat(300_000)
    const form = {
      'content-type': 'application/x-www-form-urlencoded',
      origin: mall.shopUrl,
      'content-length': String(large.length),
    }
    assert.equal(
      (await ask('storefront', '/account/sign-in', { method: 'POST', headers: form, body: large })).status,
      413,
    )
    assert.equal((await ask('storefront', '/', { headers: { cookie: `a=${'x'.repeat(40_000)}` } })).status, 431)
  })
})

it('a product whose words are hostile shows them as words: no script, handler or address of theirs is in a page', async () => {
  const title = '</script><script>steal()</script>"onmouseover="steal()'
  const html =
    '<p onclick="steal()">Fine<script>steal()</script><a href="javascript:steal()">x</a><img src=x onerror=steal()></p>'
  const variants = [{ options: [], price: { amount: 900, currency: 'EUR' }, onHand: 3 }]
  const body = { title, descriptionHtml: html, vendor: title, handle: 'hostile', status: 'active' as const, variants }
  expected(201, await mall.client(productApi, admin).createProduct({ body, idempotencyKey: newId() }))
  for (const path of ['/', '/products', '/products/hostile', `/products?q=${encodeURIComponent(title)}`]) {
    const { status, text, policy } = await ask('storefront', path)
    assert.equal(status, 200, path)
    assert.match(text, /steal\(\)/, path)
    const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1]
    const scripts = [...text.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/g)]
    const theirs = scripts.filter(([, attributes = '', code = '']) =>
      nonce
        ? !attributes.includes(`nonce="${nonce}"`) && !/application\/ld\+json/.test(attributes)
        : code.startsWith('steal'),
    )
    assert.deepEqual(
      theirs.map(([whole]) => whole),
      [],
      path,
    )
    assert.doesNotMatch(text.replaceAll(/<script\b[^]*?<\/script>/g, ''), /<[^>]*\s(on\w+|href="javascript:)/i, path)
  }
})
