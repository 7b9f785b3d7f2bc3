import { createHash, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32

/** 256 random bits; the database sees their hash only. */
export function newRefreshToken(): { readonly refreshToken: string; readonly hash: Buffer } {
  const refreshToken = randomBytes(TOKEN_BYTES).toString('base64url')
  return { refreshToken, hash: hashOf(refreshToken) }
}

/** A random token of 256 bits needs no slow hash. */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** As a `bytea` column of JSON reads it. */
export const inJson = (hash: Buffer): string => `\\x${hash.toString('hex')}`
