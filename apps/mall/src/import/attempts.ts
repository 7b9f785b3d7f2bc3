import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { keptValues } from '../data-folder-values.ts'

/** Imports that were begun and whose end nobody saw: run again, such an import goes on where it was instead of beginning anew. */
export interface Attempts {
  /** The key of this import of this file. */
  keyOf(file: string): string
  /** Its end was seen: the next import of the file is another one. */
  ended(file: string): void
}

export function attemptsIn(folder: string): Attempts {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const place = path.join(folder, 'import-attempts.json')
  return {
    keyOf(file) {
      const kept = keptValues(place)
      const key = kept.get(file) || randomUUID()
      kept.set(file, key)
      return key
    },
    ended: (file) => keptValues(place).set(file, ''),
  }
}
