import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { takeLock } from './data-folder-lock.ts'
import { keptValues } from './data-folder-values.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const isRoot = process.getuid?.() === 0

/**
 * Everything a mall keeps, in one folder that can be copied, moved or removed as a whole:
 *
 *     lock, holder.json   who is using it now
 *     secrets.json        passwords and keys, made at first need; mode 600
 *     settings.json       what is remembered between starts, such as ports
 *     postgres/           the databases; postgres.log is what their server says
 *     <others>            whatever a part of the mall keeps in a folder of its own (`media`, `mail`)
 */
export interface DataFolder {
  readonly path: string
  /** A random value of 256 bits, made at the first call and the same ever after. */
  secret(name: string): string
  hasSecret(name: string): boolean
  recall(name: string): string | undefined
  remember(name: string, value: string): void
  /** A folder of one part of the mall, made when it is missing. */
  folder(name: string): string
  /** Tells other programs, such as the import, where this mall answers. */
  announce(addresses: Readonly<Record<string, string>>): void
  /** Lets the next mall have the folder. The end of the process, however it comes, does the same. */
  close(): void
}

/** The folder in `MALLHIVE_DATA` (seen from where the person stands), or `.mallhive` in the repository. */
export function dataFolderPath(env: NodeJS.ProcessEnv): string {
  const chosen = env['MALLHIVE_DATA']
  return chosen ? path.resolve(env['INIT_CWD'] ?? process.cwd(), chosen) : path.join(repository, '.mallhive')
}

/**
 * Opens the folder for this process alone, and makes it when it is missing.
 * Throws a message for people when another mall is using it or it belongs to somebody else.
 */
export async function openDataFolder(
  folderPath: string,
  { say = () => {} }: { say?: (line: string) => void } = {},
): Promise<DataFolder> {
  prepare(folderPath)
  const lock = await takeLock(folderPath, say)
  const secrets = keptValues(path.join(folderPath, 'secrets.json'))
  const settings = keptValues(path.join(folderPath, 'settings.json'))
  return {
    path: folderPath,
    secret: (name) => secrets.getOrMake(name),
    hasSecret: (name) => secrets.get(name) !== undefined,
    recall: (name) => settings.get(name),
    remember: (name, value) => settings.set(name, value),
    folder(name) {
      const inner = path.join(folderPath, name)
      mkdirSync(inner, { recursive: true, mode: 0o700 })
      return inner
    },
    announce: (addresses) => lock.announce(addresses),
    close: () => lock.release(),
  }
}

/** Root lends PostgreSQL another account, which must pass through the folder (711) though it may not look around in it. */
function prepare(folderPath: string): void {
  try {
    mkdirSync(folderPath, { recursive: true, mode: 0o700 })
    chmodSync(folderPath, isRoot ? 0o711 : 0o700)
    const probe = path.join(folderPath, `.probe-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code
    throw new Error(
      `The data folder ${folderPath} cannot be used (${reason}). It may belong to another user of this machine: ` +
        'start as that user, or choose another folder with MALLHIVE_DATA.',
      { cause },
    )
  }
}
