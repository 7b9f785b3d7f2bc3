import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { postgresFolder } from './binaries.ts'

/** Where root puts what its unprivileged account must reach; every account can enter it. */
export const SHARED_FOLDER = '/var/lib/mallhive'

/** Who runs the server, and the PostgreSQL folder this account can reach. */
export interface ServerAccount {
  /** Absent when the server runs as the present user. */
  readonly user?: { readonly uid: number; readonly gid: number }
  readonly folder: string
}

/**
 * PostgreSQL refuses to run as root, so root lends it an unprivileged account that exists already: the owner of a
 * cluster made earlier, `postgres`, or `nobody`. No account is created.
 * When that account cannot enter the folder of the packages (a clone below /root), it gets a copy in `SHARED_FOLDER`.
 * @param dataDir where the cluster is or will be
 */
export function serverAccount(dataDir: string): ServerAccount {
  const folder = postgresFolder()
  if (process.getuid?.() !== 0) return { folder }
  const user = ownerOf(dataDir) ?? accountNamed('postgres') ?? accountNamed('nobody')
  if (user === undefined) {
    throw new Error(
      'PostgreSQL does not run as root, and there is no account "postgres" or "nobody": start as an ordinary user',
    )
  }
  return { user, folder: canEnter(folder, user) ? folder : copyFor(user, folder) }
}

/** True when the account can go through every folder on the way: asked from the kernel, by trying. */
export function canEnter(folder: string, user: { uid: number; gid: number }): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' })
  return status === 0
}

function ownerOf(dataDir: string): { uid: number; gid: number } | undefined {
  const found = statSync(dataDir, { throwIfNoEntry: false })
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid }
}

function accountNamed(name: string): { uid: number; gid: number } | undefined {
  if (!existsSync('/etc/passwd')) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
}

function copyFor(user: { uid: number; gid: number }, folder: string): string {
  const { version } = JSON.parse(readFileSync(path.join(folder, '../package.json'), 'utf8')) as { version: string }
  const copy = path.join(SHARED_FOLDER, `postgresql-${version}`)
  if (!existsSync(copy)) {
    mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 })
    const unfinished = `${copy}.${process.pid}`
    rmSync(unfinished, { recursive: true, force: true })
    cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true })
    renameOver(unfinished, copy)
  }
  if (!canEnter(copy, user))
    throw new Error(`the account that runs PostgreSQL cannot enter ${copy}: let everybody pass its parent folders`)
  return copy
}

/** Two starts may copy at once; the second one keeps the first one's copy. */
function renameOver(unfinished: string, copy: string): void {
  try {
    renameSync(unfinished, copy)
  } catch (error) {
    if (!existsSync(copy)) throw error
    rmSync(unfinished, { recursive: true, force: true })
  }
}
