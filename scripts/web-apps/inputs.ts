import { createHash } from 'node:crypto'
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')

/** What every app is made from besides its own folder. */
const SHARED = ['web/design-system', 'packages/kernel', 'packages/contract', 'services/*/contract']
const NOT_INPUTS = new Set(['node_modules', 'build', '.react-router'])

/** The names of the folders in `web/` that are apps. */
export function webApps(): string[] {
  const web = path.join(root, 'web')
  if (!existsSync(web)) return []
  return readdirSync(web)
    .filter((name) => existsSync(path.join(web, name, 'react-router.config.ts')))
    .sort()
}

/** Those that have no build made from exactly the present sources. */
export async function staleApps(apps: readonly string[]): Promise<string[]> {
  const shared = fingerprintOf(SHARED)
  return apps.filter((app) => {
    const stamp = stampOf(app)
    return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(app, shared)
  })
}

/** Notes that the present build was made from sources with this fingerprint, taken before building. */
export async function noteBuild(app: string, made: string): Promise<void> {
  await mkdir(path.dirname(stampOf(app)), { recursive: true })
  await writeFile(stampOf(app), made)
}

export function fingerprint(app: string, shared = fingerprintOf(SHARED)): string {
  return createHash('sha256')
    .update(shared)
    .update(fingerprintOf([`web/${app}`]))
    .digest('hex')
}

const stampOf = (app: string) => path.join(root, 'web', app, 'build/.sources')

/** The lockfile counts, as the packages are bundled into the build. */
function fingerprintOf(folders: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json')))
  const exclude = (name: string) => NOT_INPUTS.has(path.basename(name))
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*`, { cwd: root, exclude }))
  for (const file of files.filter(isInput).sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

function isInput(file: string): boolean {
  return !/\.test\.tsx?$|\.md$/.test(file) && statSync(path.join(root, file)).isFile()
}
