import { createPrivateKey, createPublicKey } from 'node:crypto'

/** PKCS#8 of an Ed25519 key is this and the 32 bytes of its seed (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface ServiceKey {
  readonly privateJwk: object
  readonly publicJwk: object
}

/** The key by which a service proves who it is, from a kept secret of 32 bytes in base64url. The same secret gives the same key. */
export function serviceKey(service: string, secret: string): ServiceKey {
  const seed = Buffer.from(secret, 'base64url')
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
  const named = { kid: service, alg: 'EdDSA', use: 'sig' }
  return {
    privateJwk: { ...key.export({ format: 'jwk' }), ...named },
    publicJwk: { ...createPublicKey(key).export({ format: 'jwk' }), ...named },
  }
}
