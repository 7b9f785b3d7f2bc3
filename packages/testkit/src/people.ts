import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { AUDIENCE, defineService, type Service } from '@mallhive/chassis'
import { api, route } from '@mallhive/contract'
import { SignJWT } from 'jose'
import { Type } from 'typebox'

const ISSUER = 'test-issuer'
const SERVICES = ['product', 'user', 'cart', 'order', 'payment', 'notification', 'analytics', 'recommendation', 'test']
const issuerApi = api(ISSUER, {
  jwks: route({
    operationId: 'jwks',
    summary: 'Public keys of the people in tests',
    method: 'GET',
    path: '/.well-known/jwks.json',
    access: ['public'],
    replies: { 200: Type.Object({ keys: Type.Array(Type.Unknown()) }) },
  }),
})
/** Long, so that a test may move the clock by days. */
const TOKEN_LIVES = '30 days'

export interface Person {
  readonly id: string
  readonly roles?: readonly string[]
  readonly guest?: boolean
  readonly sessionId?: string
}

/** Throw-away keys of this process: one for the issuer of user tokens, one that all services share. */
export interface TestKeys {
  readonly issuer: { readonly privateKey: KeyObject; readonly publicJwk: object }
  readonly services: { readonly privateKey: KeyObject; readonly publicJwk: object }
  /** The environment that makes a service sign with these keys and trust what they signed. */
  readonly env: Readonly<Record<string, string>>
}

let made: TestKeys | undefined
export function testKeys(): TestKeys {
  made ??= makeKeys()
  return made
}

/**
 * Stands in for user-service where that does not run: gives the public key by which tokens of `userToken` are verified.
 * `run([orderService, testIssuer], { env: () => ({ ...testKeys().env, … }) })`.
 */
export const testIssuer: Service = defineService(
  { api: issuerApi, config: Type.Object({}), needs: {} },
  ({ serve }) => {
    serve(issuerApi.routes.jwks, async () => ({ status: 200, body: { keys: [testKeys().issuer.publicJwk] } }))
  },
)

/** An access token as user-service would sign it for a shopper, or for an admin with `roles: ['admin']`. */
export const userToken = ({ id, roles = ['shopper'], guest = false, sessionId = id }: Person): Promise<string> =>
  new SignJWT({ roles, kind: guest ? 'guest' : 'registered', sid: sessionId })
    .setProtectedHeader({ alg: 'EdDSA', kid: ISSUER })
    .setSubject(id)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(TOKEN_LIVES)
    .sign(testKeys().issuer.privateKey)

/** A token by which a test calls as a service, such as `product-service`. */
export const serviceToken = (name: string): Promise<string> =>
  new SignJWT({ kind: 'service' })
    .setProtectedHeader({ alg: 'EdDSA', kid: name })
    .setSubject(name)
    .setIssuer(name)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(TOKEN_LIVES)
    .sign(testKeys().services.privateKey)

function makeKeys(): TestKeys {
  const issuer = pair({ kid: ISSUER, alg: 'EdDSA' })
  const services = pair({ alg: 'EdDSA' })
  const keys = SERVICES.map((name) => ({ ...services.publicJwk, kid: `${name}-service` }))
  return {
    issuer,
    services,
    env: {
      TOKEN_ISSUER: ISSUER,
      SERVICE_KEY: JSON.stringify({ ...services.privateKey.export({ format: 'jwk' }), alg: 'EdDSA' }),
      SERVICE_KEYS: JSON.stringify({ keys }),
    },
  }
}

function pair(more: object): { privateKey: KeyObject; publicJwk: object } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, publicJwk: { ...publicKey.export({ format: 'jwk' }), ...more } }
}
