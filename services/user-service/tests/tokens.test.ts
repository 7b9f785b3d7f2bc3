import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose'
import type { Session } from '../contract/index.ts'
import { sealWith } from '../src/tokens/sealed.ts'
import { expected, outcome, running, type Running } from './running.ts'

const SECRET = 'a secret for tests that is long enough'

/** The key that the service signs with, taken out of its database with the secret of its settings. */
async function keyOf({ database }: Running) {
  const { rows } = await database.query<{ kid: string; sealed: Buffer }>('select kid, sealed from signing_key')
  const { kid, sealed } = rows[0]!
  return { kid, privateKey: await importJWK(JSON.parse(sealWith(SECRET).open(sealed)) as JWK, 'EdDSA') }
}
const partsOf = (token: string) => token.split('.') as [string, string, string]
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claimsOf = (token: string) => JSON.parse(Buffer.from(partsOf(token)[1], 'base64url').toString()) as JWTPayload

async function forging(t: Parameters<typeof running>[0]) {
  const shop = await running(t)
  const ann = await shop.register('ann@example.com')
  const { kid, privateKey } = await keyOf(shop)
  const claims = claimsOf(ann.accessToken)
  const signed = (
    changed: Record<string, unknown>,
    header: object = {},
    key: Parameters<SignJWT['sign']>[0] = privateKey,
  ) =>
    new SignJWT(JSON.parse(JSON.stringify({ ...claims, ...changed })) as JWTPayload)
      .setProtectedHeader({ alg: 'EdDSA', kid, ...header })
      .sign(key)
  /** What another service and user-service itself make of a token. */
  const taken = async (accessToken: string) => {
    const session: Session = { ...ann, accessToken }
    const own = await shop.as(session).getUser({ params: { userId: ann.user.id } })
    return [outcome(await shop.neighbour(session).whoAmI({})), outcome(own)]
  }
  return { ...shop, ann, kid, claims, signed, taken }
}
const REFUSED = ['401 auth.invalid', '401 auth.invalid']

describe('an access token', () => {
  it('that is whole is taken, so that what follows is refused for its own fault', async (t) => {
    const { signed, taken } = await forging(t)
    assert.deepEqual(await taken(await signed({ jti: newId() })), ['200', '200'])
  })

  it('is refused without a signature, with one by the public key as a shared secret, and with one of another key', async (t) => {
    const { ann, kid, signed, taken, as } = await forging(t)
    const [head, body, signature] = partsOf(ann.accessToken)
    const { keys } = expected(200, await as().jwks({}))
    const none = encoded({ alg: 'none', kid })
    const hs256 = `${encoded({ alg: 'HS256', kid })}.${body}`
    const hmac = (secret: string | Buffer) =>
      `${hs256}.${createHmac('sha256', secret).update(hs256).digest('base64url')}`
    const other = await generateKeyPair('EdDSA')
    const forged = [
      `${none}.${body}.`,
      `${none}.${body}.${signature}`,
      `${head}.${body}.`,
      `${head}.${encoded({ ...claimsOf(ann.accessToken), roles: ['shopper', 'admin'] })}.${signature}`,
      hmac(JSON.stringify(keys[0])),
      hmac(Buffer.from(keys[0]!.x, 'base64url')),
      await signed({}, {}, other.privateKey),
      await signed({}, { kid: 'order-service' }),
    ]
    for (const token of forged) assert.deepEqual(await taken(token), REFUSED, token)
  })

  it('is refused for another audience, of another issuer, too late, too early, and without subject, session, roles or end', async (t) => {
    const { signed, taken, claims } = await forging(t)
    const now = Math.floor(Date.now() / 1000)
    for (const wrong of [
      { aud: 'another-shop' },
      { aud: undefined },
      { iss: 'order-service' },
      { iss: undefined },
      { exp: now - 1 },
      { exp: undefined },
      { nbf: now + 600 },
      { sub: undefined },
      { sid: undefined },
      { roles: undefined },
      { roles: 'admin' },
    ])
      assert.deepEqual(await taken(await signed({ ...wrong, jti: newId() })), REFUSED, JSON.stringify(wrong))
    assert.ok(claims.exp! > now)
  })

  it('that names unknown keys, a thousand times, asks the database nothing, and good tokens go on working', async (t) => {
    const { signed, taken, ann, database, neighbour } = await forging(t)
    assert.deepEqual(await taken(ann.accessToken), ['200', '200'])
    // Whoever asked the database for keys would fail from now on.
    await database.query('drop table signing_key')
    const flood = await Promise.all(Array.from({ length: 1_000 }, (_, n) => signed({}, { kid: `made-up-${n}` })))
    const answers = await Promise.all(flood.map((accessToken) => neighbour({ ...ann, accessToken }).whoAmI({})))
    assert.deepEqual(new Set(answers.map(outcome)), new Set(['401 auth.invalid']))
    assert.deepEqual(await taken(await signed({ jti: newId() })), ['200', '200'])
  })
})
