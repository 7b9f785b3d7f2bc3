import { readFileSync } from 'node:fs'
import { InvalidConfig } from '@mallhive/chassis'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'

/** Reads a table of the merchant's from its JSON file. Throws `InvalidConfig` that names every fault. */
export function readTable<S extends TSchema>(setting: string, file: string, schema: S): Static<S> {
  const table = parse(setting, file)
  const faults = Value.Errors(schema, table)
  if (faults.length === 0) return table as Static<S>
  const lines = faults.map(({ instancePath, message }) => `  ${setting} (${file})${instancePath}: ${message}`)
  throw new InvalidConfig(`invalid configuration\n${lines.join('\n')}`)
}

function parse(setting: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InvalidConfig(
      `invalid configuration\n  ${setting}: ${file} cannot be read: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  }
}
