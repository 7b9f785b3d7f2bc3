import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'

const SECRET_BYTES = 32

export interface KeptValues {
  get(name: string): string | undefined
  set(name: string, value: string): void
  getOrMake(name: string): string
}

/** Named texts in a file that only its owner reads. Each change is on the disk, whole, before the call returns. */
export function keptValues(file: string): KeptValues {
  const values = new Map(Object.entries(read(file)))
  const set = (name: string, value: string) => {
    values.set(name, value)
    write(file, Object.fromEntries(values))
  }
  return {
    get: (name) => values.get(name),
    set,
    getOrMake(name) {
      const present = values.get(name)
      if (present !== undefined) return present
      const made = randomBytes(SECRET_BYTES).toString('base64url')
      set(name, made)
      return made
    },
  }
}

function read(file: string): Record<string, string> {
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  } catch (cause) {
    throw new Error(`${file} is damaged: it must be one JSON object of texts. Bring it back from a copy.`, { cause })
  }
}

/** Written beside and moved over, so that a start killed in the middle leaves the old file or the new one. */
function write(file: string, values: Readonly<Record<string, string>>): void {
  const beside = `${file}.${process.pid}`
  const descriptor = openSync(beside, 'w', 0o600)
  try {
    writeSync(descriptor, `${JSON.stringify(values, null, 2)}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(beside, file)
}
