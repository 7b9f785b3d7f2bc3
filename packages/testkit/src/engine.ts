import type { TestContext } from 'node:test'
import { missingBrowser } from './browser.ts'

/** Optional engines, each with a function that says why it cannot be used, or nothing when it can. */
const engines = {
  chromium: missingBrowser,
} as const satisfies Record<string, () => string | undefined>

export type Engine = keyof typeof engines

/**
 * False, with the test skipped in one line that says why, when the engine is missing on this machine; the test then
 * returns at once: `if (!needs(t, 'chromium')) return`. With `CI=true` a missing engine is a failure.
 */
export function needs(t: Pick<TestContext, 'skip'>, engine: Engine): boolean {
  const missing = engines[engine]()
  if (missing === undefined) return true
  if (process.env['CI'] === 'true') throw new Error(`${missing} (with CI=true nothing is skipped)`)
  t.skip(missing)
  return false
}
