import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { clientAddress, namedAddress, trustedProxies } from './client-address.ts'
import { httpServer } from './http.ts'
import { logger } from './telemetry.ts'

describe('trusted proxies', () => {
  it('are addresses and networks, in either version, also written as the other', () => {
    const proxies = trustedProxies('loopback, 10.1.0.0/16,192.0.2.7 , fd00::/8')
    const asked = [
      '127.0.0.1',
      '127.9.9.9',
      '::1',
      '::ffff:127.0.0.1',
      '10.1.2.3',
      '10.2.0.1',
      '192.0.2.7',
      '192.0.2.8',
    ]
    assert.deepEqual(
      asked.filter((address) => proxies.has(address)),
      ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '10.1.2.3', '192.0.2.7'],
    )
    assert.equal(proxies.has('fd12::1'), true)
    assert.equal(proxies.has('2001:db8::1'), false)
    assert.equal(proxies.has('nonsense'), false)
    assert.equal(trustedProxies('').has('127.0.0.1'), false)
  })

  it('are refused when they are none', () => {
    for (const wrong of ['proxy.example', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/-1'])
      assert.throws(() => trustedProxies(wrong), RangeError)
  })
})

describe('the address of a client', () => {
  it('is the last that a trusted proxy added, whatever the client wrote before it', async (t) => {
    const ask = await asking(t, '127.0.0.1, 10.0.0.0/8')
    assert.equal(await ask('127.0.0.1', '203.0.113.9'), '203.0.113.9')
    assert.equal(await ask('127.0.0.1', '198.51.100.1, 203.0.113.9'), '203.0.113.9')
    assert.equal(await ask('127.0.0.1', '198.51.100.1, 203.0.113.9, 10.0.0.5'), '203.0.113.9')
    assert.equal(await ask('127.0.0.1', '2001:db8::1'), '2001:db8::1')
  })

  it('is the socket’s when whoever connects is not trusted, whatever they claim', async (t) => {
    const ask = await asking(t, 'loopback')
    assert.equal(await ask('203.0.113.9'), '203.0.113.9')
    assert.equal(await ask('203.0.113.9', '198.51.100.1'), '203.0.113.9')
  })

  it('is not known of a trusted neighbour who names nobody, or nonsense', async (t) => {
    const ask = await asking(t, 'loopback')
    assert.equal(await ask('127.0.0.1'), undefined)
    assert.equal(await ask('127.0.0.1', 'nonsense'), undefined)
  })

  it('is taken from the word of a caller in the same process', () => {
    assert.equal(namedAddress('203.0.113.9'), '203.0.113.9')
    assert.equal(namedAddress('198.51.100.1, 203.0.113.9'), '203.0.113.9')
    for (const nobody of [undefined, '', ['203.0.113.9']]) assert.equal(namedAddress(nobody), undefined)
  })
})

/** An HTTP server that says whose address it sees. */
async function asking(t: TestContext, trusted: string) {
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const proxies = trustedProxies(trusted)
  const app = await httpServer({ log, requestTimeoutMs: 1_000, trustedProxies: proxies })
  t.after(() => app.close())
  app.get('/', async (request) => ({ address: clientAddress(request.ip, proxies) }))
  return async (remoteAddress: string, forwardedFor?: string) => {
    const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
    const reply = await app.inject({ url: '/', remoteAddress, headers })
    return (reply.json() as { address?: string }).address
  }
}
