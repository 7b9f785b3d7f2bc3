import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose'
import { AUDIENCE, authenticator, serviceTokens } from './auth.ts'

const MINUTE_MS = 60_000

async function key(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const publicJwk: JWK = { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' }
  return { kid, privateKey, privateJwk: { ...(await exportJWK(privateKey)), kid }, publicJwk }
}
type Key = Awaited<ReturnType<typeof key>>

const userToken = (signer: Key, claims: Record<string, unknown> = {}, expiresInSeconds = 300) =>
  new SignJWT({ roles: ['shopper'], kind: 'registered', sid: 'session-1', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: signer.kid })
    .setSubject('ann')
    .setIssuer('user-service')
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
    .sign(signer.privateKey)

async function gate() {
  const first = await key('user-1')
  const order = await key('order-service')
  const published = [first.publicJwk]
  let now = Date.now()
  let asked = 0
  const tokens = authenticator({
    issuer: 'user-service',
    issuerKeys: async () => {
      asked += 1
      return { keys: [...published] }
    },
    serviceKeys: { keys: [order.publicJwk] },
    now: () => now,
  })
  return { tokens, first, order, published, asked: () => asked, pass: (ms: number) => void (now += ms) }
}

const ann = { kind: 'user', id: 'ann', roles: ['shopper'], guest: false, sessionId: 'session-1' }

describe('access tokens', () => {
  it('tell who signed in', async () => {
    const { tokens, first } = await gate()
    assert.deepEqual(await tokens.verify(await userToken(first)), ann)
    assert.deepEqual(await tokens.verify(await userToken(first, { kind: 'guest' })), { ...ann, guest: true })
  })

  it('are refused when forged, expired, for another audience or without a session', async () => {
    const { tokens, first } = await gate()
    const forged = { ...(await key('user-1')) }
    const good = await userToken(first)
    assert.equal(await tokens.verify(await userToken(forged)), undefined)
    assert.equal(await tokens.verify(await userToken(first, {}, -10)), undefined)
    assert.equal(await tokens.verify(await userToken(first, { sid: undefined })), undefined)
    assert.equal(await tokens.verify(`${good.slice(0, -4)}AAAA`), undefined)
    assert.equal(await tokens.verify('nonsense'), undefined)
    const [header, payload] = good.split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'user-1' })).toString('base64url')
    assert.equal(await tokens.verify(`${none}.${payload}.`), undefined)
    assert.equal(await tokens.verify(`${header}.${payload}.`), undefined)
  })

  it('are remembered when verified, but never beyond their end', async () => {
    const { tokens, first, pass } = await gate()
    const token = await userToken(first)
    assert.ok(await tokens.verify(token))
    pass(6 * MINUTE_MS)
    assert.equal(await tokens.verify(token), undefined)
  })

  it('stop working when their session is revoked, also when they were verified before', async () => {
    const { tokens, first } = await gate()
    const token = await userToken(first)
    assert.ok(await tokens.verify(token))
    tokens.revoke('session-1', new Date(Date.now() + 5 * MINUTE_MS))
    assert.equal(await tokens.verify(token), undefined)
    assert.ok(await tokens.verify(await userToken(first, { sid: 'session-2' })))
  })

  it('of a new key are accepted once it is published; made-up keys do not make us ask again and again', async () => {
    const { tokens, first, published, asked, pass } = await gate()
    assert.ok(await tokens.verify(await userToken(first)))
    const second = await key('user-2')
    published.push(second.publicJwk)
    for (let attempt = 0; attempt < 20; attempt++) await tokens.verify(await userToken(await key(`made-up-${attempt}`)))
    assert.equal(asked(), 1)
    pass(10_000)
    assert.ok(await tokens.verify(await userToken(second)))
    assert.equal(asked(), 2)
  })

  it('of services say which service, and a user key cannot sign for one', async () => {
    const { tokens, first, order } = await gate()
    const own = await serviceTokens('order-service', JSON.stringify(order.privateJwk))()
    assert.deepEqual(await tokens.verify(own!), { kind: 'service', name: 'order-service' })
    const disguised = await new SignJWT({ kind: 'service' })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'user-1' })
      .setSubject('order-service')
      .setIssuer('order-service')
      .setAudience(AUDIENCE)
      .setExpirationTime('60s')
      .sign(first.privateKey)
    assert.equal(await tokens.verify(disguised), undefined)
  })
})
