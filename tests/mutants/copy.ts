import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const NOT_COPIED = new Set(['node_modules', 'build', '.react-router', '.git', '.mallhive', 'coverage'])
/** Where npm links the packages of this repository: they must be the copy's own, or its tests would meet the code that nobody changed. */
const OUR_SCOPE = '@mallhive'

export interface Copy {
  readonly root: string
  remove(): void
}

/** A copy of all that is written here, as it is now, in a temporary folder, with the packages of others linked. */
export function copyOf(root: string): Copy {
  const copy = realpathSync(mkdtempSync(path.join(tmpdir(), 'mallhive-mutants-')))
  cpSync(root, copy, { recursive: true, filter: (source) => !NOT_COPIED.has(path.basename(source)) })
  linkPackages(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
  // A workspace has a folder of its own for what it needs in another version.
  for (const folder of globSync('{packages,services,apps,web}/*/node_modules', { cwd: root }))
    linkPackages(path.join(root, folder), path.join(copy, folder))
  return { root: copy, remove: () => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }) }
}

function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) {
    if (name === OUR_SCOPE) linkOurs(path.join(from, name), path.join(to, name))
    else symlinkSync(path.join(from, name), path.join(to, name))
  }
}

function linkOurs(from: string, to: string): void {
  mkdirSync(to)
  // npm's links are relative, and so lead into the copy.
  for (const name of readdirSync(from)) symlinkSync(readlinkSync(path.join(from, name)), path.join(to, name))
}
