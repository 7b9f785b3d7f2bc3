import { createLocalJWKSet, importJWK, jwtVerify, SignJWT, type JSONWebKeySet, type JWK } from 'jose'

export const AUDIENCE = 'mallhive'
const SERVICE_TOKEN_SECONDS = 60
const CACHED_TOKENS_MAX = 10_000
const KEYS_ASKED_AT_MOST_EVERY_MS = 5_000

/** Who is asking. A guest is a user too: one without credentials. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'user'
      readonly id: string
      readonly roles: readonly string[]
      readonly guest: boolean
      readonly sessionId: string
    }
  | { readonly kind: 'service'; readonly name: string }

export const ANONYMOUS: Caller = { kind: 'anonymous' }

/** How a caller is named in ledgers, timelines and logs. */
export const callerName = (caller: Caller): string =>
  caller.kind === 'user' ? caller.id : caller.kind === 'service' ? caller.name : 'anonymous'

export interface Authenticator {
  /** Who signed for this token, or undefined when it is not valid (any more). Throws when the keys cannot be asked for. */
  verify(token: string): Promise<Caller | undefined>
  /** From now on refuses the access tokens of a session. `until`: when the last of them has expired by itself. */
  revoke(sessionId: string, until: Date): void
}

export interface AuthenticatorOptions {
  /** The issuer's public keys; asked for again when a token names an unknown one. */
  readonly issuerKeys: (() => Promise<JSONWebKeySet>) | undefined
  readonly issuer: string
  /** Public keys of services: `kid` is the service's name. */
  readonly serviceKeys: JSONWebKeySet
  readonly now?: () => number
  /** Shared by the services of a process: a shopper's token is verified once for all of them. */
  readonly verifiedUsers?: VerifiedTokens | undefined
}
/** Who signed for a token, until it expires, by issuer and token. */
export type VerifiedTokens = Map<string, { readonly caller: Caller; readonly expiresAt: number }>

/** Verifies tokens offline and remembers verified ones until they expire: a signature costs some 100 µs, a look-up none. */
export function authenticator({
  issuerKeys,
  issuer,
  serviceKeys,
  now = Date.now,
  verifiedUsers = new Map(),
}: AuthenticatorOptions): Authenticator {
  const verifiedServices: VerifiedTokens = new Map()
  const revoked = new Map<string, number>()
  const services = createLocalJWKSet(serviceKeys)
  const serviceNames = new Set(serviceKeys.keys.map((key) => key.kid))
  const users = rotatingKeys(issuerKeys, now)

  const isRevoked = (caller: Caller) => caller.kind === 'user' && (revoked.get(caller.sessionId) ?? 0) > now()

  return {
    async verify(token) {
      const userKey = `${issuer} ${token}`
      const known = verifiedServices.get(token) ?? verifiedUsers.get(userKey)
      if (known && known.expiresAt > now()) return isRevoked(known.caller) ? undefined : known.caller

      const read = await readToken(token)
      if (!read || isRevoked(read.caller)) return undefined
      if (read.caller.kind === 'user') remember(verifiedUsers, userKey, read)
      // Each service says for itself which services may call it.
      else remember(verifiedServices, token, read)
      return read.caller
    },
    revoke(sessionId, until) {
      for (const [id, end] of revoked) if (end <= now()) revoked.delete(id)
      revoked.set(sessionId, until.getTime())
    },
  }

  async function readToken(token: string): Promise<{ caller: Caller; expiresAt: number } | undefined> {
    const kid = keyIdOf(token)
    if (kid === undefined) return undefined
    const isService = serviceNames.has(kid)
    const keys = isService ? services : await users(kid)
    if (!keys) return undefined
    try {
      const { payload } = await jwtVerify(token, keys, {
        audience: AUDIENCE,
        issuer: isService ? kid : issuer,
        algorithms: ['EdDSA', 'ES256'],
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'exp'],
      })
      const expiresAt = payload.exp! * 1000
      if (isService) return { caller: { kind: 'service', name: kid }, expiresAt }
      const { sub, roles, kind, sid } = payload
      if (!Array.isArray(roles) || typeof sid !== 'string') return undefined
      return {
        caller: { kind: 'user', id: sub!, roles: roles as string[], guest: kind === 'guest', sessionId: sid },
        expiresAt,
      }
    } catch {
      // Whatever is wrong with a token, the caller is told no more than that it is not valid.
      return undefined
    }
  }
}

function remember(verified: VerifiedTokens, key: string, read: { caller: Caller; expiresAt: number }): void {
  if (verified.size >= CACHED_TOKENS_MAX) verified.delete(verified.keys().next().value!)
  verified.delete(key)
  verified.set(key, read)
}

function keyIdOf(token: string): string | undefined {
  try {
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid?: unknown }
    return typeof header.kid === 'string' ? header.kid : undefined
  } catch {
    return undefined
  }
}

/** Asks for the keys when a token names one that is not known yet, but not again and again for made-up names. */
function rotatingKeys(ask: (() => Promise<JSONWebKeySet>) | undefined, now: () => number) {
  let known: JSONWebKeySet = { keys: [] }
  // Kept, since each key is imported at its first use.
  let local = createLocalJWKSet(known)
  let askedAt = -Infinity
  let asking: Promise<void> | undefined
  const has = (kid: string) => known.keys.some((key) => key.kid === kid)
  return async (kid: string) => {
    if (!has(kid) && ask && now() - askedAt > KEYS_ASKED_AT_MOST_EVERY_MS) {
      asking ??= ask()
        .then((keys) => {
          local = createLocalJWKSet(keys)
          known = keys
          askedAt = now()
        })
        .finally(() => (asking = undefined))
      await asking
    }
    return has(kid) ? local : undefined
  }
}

/** Signs this service's own short tokens; each is used for half of its life. Without a key, calls go unsigned. */
export function serviceTokens(
  name: string,
  privateJwk: string | undefined,
  now: () => number = Date.now,
): () => Promise<string | undefined> {
  if (privateJwk === undefined) return async () => undefined
  const key = importJWK(JSON.parse(privateJwk) as JWK, 'EdDSA')
  let current = { token: '', renewAt: 0 }
  return async () => {
    if (now() < current.renewAt) return current.token
    const issuedAt = Math.floor(now() / 1000)
    const token = await new SignJWT({ kind: 'service' })
      .setProtectedHeader({ alg: 'EdDSA', kid: name })
      .setSubject(name)
      .setIssuer(name)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + SERVICE_TOKEN_SECONDS)
      .sign(await key)
    current = { token, renewAt: now() + (SERVICE_TOKEN_SECONDS * 1000) / 2 }
    return token
  }
}
