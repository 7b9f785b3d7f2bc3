import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { encodingFor, keptPage } from './kept-page.ts'

const NONCE = 'XsRYz7pJ5WwbPya8DpZTEA'
const hash = (code: string) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`
const page = (body: string, headers: Record<string, string> = {}, status = 200) =>
  new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `script-src 'self' 'nonce-${NONCE}'; style-src 'self'`,
      ...headers,
    },
  })

describe('a page that is kept', () => {
  it('allows its own inline scripts by their hashes, in place of the nonce', async () => {
    const own = `<script nonce="${NONCE}">a("ü")</script><script type="module" nonce="${NONCE}" async="">b()</script>`
    const file = `<script nonce="${NONCE}" src="/assets/c.js"></script><link rel="modulepreload" href="/d.js" nonce="${NONCE}"/>`
    const kept = await keptPage(page(own + file))
    assert.equal(
      kept?.headers['content-security-policy'],
      `script-src 'self' ${hash('a("ü")')} ${hash('b()')}; style-src 'self'`,
    )
    assert.equal(
      kept.body.toString(),
      '<script>a("ü")</script><script type="module" async="">b()</script><script src="/assets/c.js"></script><link rel="modulepreload" href="/d.js"/>',
    )
  })

  it('does not allow a script that came into it without this rendering’s nonce', async () => {
    const planted = '<p><script>steal()</script><script nonce="guessed">steal()</script></p>'
    const kept = await keptPage(page(`${planted}<script nonce="${NONCE}">a()</script>`))
    assert.equal(kept?.headers['content-security-policy'], `script-src 'self' ${hash('a()')}; style-src 'self'`)
  })

  it('is none when it knows its nonce elsewhere, sets cookies, is no text, or is not what was asked for', async () => {
    const refused = [
      page(`<p data-word="${NONCE}">`),
      page('', { 'set-cookie': 'mall-language=de' }),
      page('', { 'content-type': 'image/webp' }),
      page('', {}, 404),
      page('', {}, 503),
      new Response(null, { status: 302, headers: { location: '/' } }),
    ]
    for (const response of refused) assert.equal(await keptPage(response), undefined)
  })

  it('is compressed once for each way, to the same page', async () => {
    const kept = await keptPage(page('<p>Lamp</p>'.repeat(100)))
    assert.ok(kept)
    assert.equal(brotliDecompressSync(await kept.encoded('br')).toString(), kept.body.toString())
    assert.equal(gunzipSync(await kept.encoded('gzip')).toString(), kept.body.toString())
    assert.equal(kept.encoded('br'), kept.encoded('br'))
  })

  it('is sent as the browser takes it', () => {
    const chosen = [
      'gzip, deflate, br, zstd',
      'gzip;q=1.0',
      'br;q=0, gzip',
      'br; q=0.0',
      'identity',
      'brotli',
      undefined,
    ]
    assert.deepEqual(chosen.map(encodingFor), ['br', 'gzip', 'gzip', undefined, undefined, undefined, undefined])
  })
})
