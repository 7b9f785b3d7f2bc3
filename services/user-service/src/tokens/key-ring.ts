import { AUDIENCE } from '@mallhive/chassis'
import { newId, type Clock } from '@mallhive/kernel'
import { exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose'
import { userApi, type User } from '../../contract/index.ts'
import { signingKey, type KeyLife } from '../domain/key-rotation.ts'
import { accessEnd } from '../domain/session.ts'
import type { SigningKeyStore, StoredKey } from '../store/signing-keys.ts'
import type { Seal } from './sealed.ts'

const ALGORITHM = 'EdDSA'

export interface PublicJwk {
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly kid: string
  readonly alg: string
  readonly use: string
}

export interface AccessToken {
  readonly token: string
  readonly expiresAt: Date
}

/** The keys of the access tokens: signs with the one whose turn it is, and publishes all that may be met. */
export interface KeyRing {
  sign(user: Pick<User, 'id' | 'kind' | 'roles'>, sessionId: string): Promise<AccessToken>
  jwks(): PublicJwk[]
  /** Rotates when it is time, and takes over what other processes made. */
  turn(): Promise<void>
}

interface ReadyKey extends KeyLife {
  readonly publicJwk: PublicJwk
  readonly privateKey: CryptoKey
}

/** Opens the ring with at least one key. Throws when the keys in the database were sealed with another secret. */
export async function keyRing(
  store: SigningKeyStore,
  { seal, rotateEveryMs, clock }: { seal: Seal; rotateEveryMs: number; clock: Clock },
): Promise<KeyRing> {
  let keys: readonly ReadyKey[] = []
  const ring: KeyRing = {
    async sign({ id, kind, roles }, sessionId) {
      const now = clock()
      const key = signingKey(keys, now)
      if (!key) throw new Error('no key signs at this time')
      const expiresAt = accessEnd(now)
      const token = await new SignJWT({ roles, kind, sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, kid: key.kid })
        .setSubject(id)
        .setIssuer(userApi.service)
        .setAudience(AUDIENCE)
        .setJti(newId())
        .setIssuedAt(Math.floor(now.getTime() / 1000))
        .setExpirationTime(expiresAt.getTime() / 1000)
        .sign(key.privateKey)
      return { token, expiresAt }
    },
    jwks: () => keys.map(({ publicJwk }) => publicJwk),
    async turn() {
      await store.rotate(clock(), rotateEveryMs, (signsFrom) => make(signsFrom, seal))
      const stored = await store.all()
      const known = new Map(keys.map((key) => [key.kid, key]))
      keys = await Promise.all(stored.map(async (key) => known.get(key.kid) ?? open(key, seal)))
    },
  }
  await ring.turn()
  return ring
}

async function make(signsFrom: Date, seal: Seal): Promise<StoredKey> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true })
  const kid = newId()
  const { kty, crv, x } = (await exportJWK(publicKey)) as Required<Pick<JWK, 'kty' | 'crv' | 'x'>>
  return {
    kid,
    publicJwk: { kty, crv, x, kid, alg: ALGORITHM, use: 'sig' },
    sealed: seal.close(JSON.stringify(await exportJWK(privateKey))),
    signsFrom,
  }
}

async function open({ kid, publicJwk, sealed, signsFrom }: StoredKey, seal: Seal): Promise<ReadyKey> {
  return { kid, publicJwk, signsFrom, privateKey: (await importJWK(unseal(sealed, seal), ALGORITHM)) as CryptoKey }
}

function unseal(sealed: Buffer, seal: Seal): JWK {
  try {
    return JSON.parse(seal.open(sealed)) as JWK
  } catch (error) {
    throw new Error('KEY_ENCRYPTION_SECRET is not the one that the signing keys in the database were sealed with', {
      cause: error,
    })
  }
}
