import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Mutant } from './mutant.ts'
import { failuresOf, type Place } from './run-tests.ts'

export interface Verdict {
  readonly mutant: Mutant
  /**
   * `survived`: all tests passed. `broken`: a test file did not even come to its tests, which says nothing about the guard; the text to put
   * in is wrong then.
   */
  readonly outcome: 'caught' | 'survived' | 'broken'
  /** The tests that noticed, or what broke. */
  readonly by: readonly string[]
  readonly seconds: number
}

/** Takes the guard out of the copy, runs the tests that must notice, and puts it back. */
export async function tryOut(mutant: Mutant, place: Place): Promise<Verdict> {
  const file = path.join(place.root, mutant.file)
  const whole = readFileSync(file, 'utf8')
  const begun = performance.now()
  writeFileSync(file, whole.split(mutant.text).join(mutant.instead))
  try {
    const failed = await failuresOf(mutant.tests, place)
    const tests = failed.flatMap(({ test }) => test ?? [])
    const seconds = (performance.now() - begun) / 1000
    if (tests.length > 0) return { mutant, outcome: 'caught', by: tests, seconds }
    const broken = failed.map(({ file: broke, because }) => `${broke}: ${because}`)
    return { mutant, outcome: failed.length > 0 ? 'broken' : 'survived', by: broken, seconds }
  } finally {
    writeFileSync(file, whole)
  }
}
