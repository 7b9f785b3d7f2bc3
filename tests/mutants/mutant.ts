import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** One guard of the shop taken out, and the tests that must notice. */
export interface Mutant {
  /** In kebab-case: what `--only` takes. */
  readonly name: string
  /** What no longer holds without the guard. */
  readonly promise: string
  /** From the root, with forward slashes, as are the tests. */
  readonly file: string
  /** Stands exactly once in the file. */
  readonly text: string
  readonly instead: string
  readonly tests: readonly string[]
}

/** What keeps a mutant from being tried, in words; undefined when nothing does. */
export function faultOf({ name, file, text, instead, tests }: Mutant, root: string): string | undefined {
  const missing = [file, ...tests].filter((needed) => !existsSync(path.join(root, needed)))
  if (missing.length > 0) return `${name}: there is no ${missing.join(' and no ')}`
  if (tests.length === 0) return `${name}: no test is named that must catch it`
  if (instead === text) return `${name}: changes nothing`
  const found = readFileSync(path.join(root, file), 'utf8').split(text).length - 1
  return found === 1 ? undefined : `${name}: its text stands ${found} times in ${file}, not once`
}
