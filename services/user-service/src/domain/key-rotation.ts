import { ACCESS_TOKEN_SECONDS } from './session.ts'

/** A key is in the published set for so long before it signs, so that everybody can have it by then. */
export const PUBLISHED_AHEAD_MS = 3_600_000
/** Kept this much longer than its last token lives: clocks differ. */
const MARGIN_MS = 600_000

export interface KeyLife {
  readonly kid: string
  readonly signsFrom: Date
}
export interface RotationPlan {
  /** When a new key is to sign from; undefined when none is due. */
  readonly makeSigningFrom: Date | undefined
  /** Keys whose last token has expired. */
  readonly forget: readonly string[]
}

/** The key that signs now: of those whose time has come, the latest. */
export const signingKey = <Key extends KeyLife>(keys: readonly Key[], now: Date): Key | undefined =>
  byStart(keys).findLast(({ signsFrom }) => signsFrom <= now)

/** What is to be made and forgotten now, when each key signs for `everyMs`. */
export function planRotation(keys: readonly KeyLife[], now: Date, everyMs: number): RotationPlan {
  const ordered = byStart(keys)
  const newest = ordered.at(-1)
  if (!newest) return { makeSigningFrom: now, forget: [] }

  const nextFrom = newest.signsFrom.getTime() + everyMs
  const earliest = now.getTime() + PUBLISHED_AHEAD_MS
  const livesOnMs = ACCESS_TOKEN_SECONDS * 1000 + MARGIN_MS
  return {
    makeSigningFrom: nextFrom <= earliest ? new Date(earliest) : undefined,
    forget: ordered
      .filter((_, index) => {
        const next = ordered[index + 1]
        return next !== undefined && next.signsFrom.getTime() + livesOnMs <= now.getTime()
      })
      .map(({ kid }) => kid),
  }
}

const byStart = <Key extends KeyLife>(keys: readonly Key[]) =>
  keys.toSorted((a, b) => a.signsFrom.getTime() - b.signsFrom.getTime() || (a.kid < b.kid ? -1 : 1))
