import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { ServerAccount } from './account.ts'
import { program } from './binaries.ts'

export const POSTGRES_MAJOR = '18'

/** Throws when the cluster was made by another major version, which this one could only spoil. */
export function isInitialised(dataDir: string): boolean {
  const versionFile = path.join(dataDir, 'PG_VERSION')
  if (!existsSync(versionFile)) return false
  const version = readFileSync(versionFile, 'utf8').trim()
  if (version !== POSTGRES_MAJOR) {
    throw new Error(
      `${dataDir} was made by PostgreSQL ${version}; this is ${POSTGRES_MAJOR}. Move it away to begin with an empty one.`,
    )
  }
  return true
}

/**
 * Makes a cluster with the superuser `postgres`: UTF-8, the same sort order on every machine, passwords by SCRAM.
 * It is made beside its place and moved there when complete, so what a killed start left behind is never taken for one.
 * @param durable waits until everything is on the disk; tests do without
 */
export async function initialise(
  dataDir: string,
  { account, password, durable }: { account: ServerAccount; password: string; durable: boolean },
): Promise<void> {
  const unfinished = `${dataDir}.unfinished`
  const passwordFile = `${dataDir}.password`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account.user !== undefined) {
    for (const file of [unfinished, passwordFile]) chownSync(file, account.user.uid, account.user.gid)
  }
  try {
    await promisify(execFile)(program(account.folder, 'initdb'), initdbFlags(unfinished, passwordFile, durable), {
      ...account.user,
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    })
  } catch (cause) {
    const { stderr } = cause as { stderr?: string }
    throw new Error(`initdb failed: ${stderr?.trim() || (cause as Error).message}`, { cause })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(unfinished, dataDir)
}

function initdbFlags(dataDir: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${dataDir}`,
    `--pwfile=${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`,
    '--lc-messages=C',
    ...(durable ? [] : ['--no-sync']),
  ]
}
