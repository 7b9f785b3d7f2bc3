import { parseArgs } from 'node:util'
import { MUTANTS } from './list.ts'
import type { Mutant } from './mutant.ts'

export const USAGE = `npm run mutants                     takes each guard out in a copy of the repository, and shows which test notices
npm run mutants -- --only <name>    only this one (several: --only <name> --only <name>)

It ends with 1 when a mutant survives: then a test is missing. The guards:
${MUTANTS.map(({ name, promise }) => `  ${name.padEnd(34)} ${promise}`).join('\n')}`

export type Options = { readonly help: true } | { readonly help: false; readonly mutants: readonly Mutant[] }

/** Throws what is wrong with the arguments, in words for people. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { help: { type: 'boolean', short: 'h' }, only: { type: 'string', multiple: true } },
  })
  if (values.help) return { help: true }
  const { only } = values
  if (only === undefined) return { help: false, mutants: MUTANTS }
  const unknown = only.filter((name) => !MUTANTS.some((mutant) => mutant.name === name))
  if (unknown.length > 0) throw new Error(`there is no mutant ${unknown.join(', ')}`)
  return { help: false, mutants: MUTANTS.filter(({ name }) => only.includes(name)) }
}
