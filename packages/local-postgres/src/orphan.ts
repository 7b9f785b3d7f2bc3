import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 10
const FAST_STOP_MS = 10_000
const IMMEDIATE_STOP_MS = 5_000

/** What PostgreSQL writes into its data folder while it runs. */
export interface PostmasterFile {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

export function readPostmasterFile(dataDir: string): PostmasterFile | undefined {
  const file = path.join(dataDir, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/**
 * Stops a server that outlived the program that had started it (killed outright), and clears away what a killed server
 * left. Call it only while holding the data folder, so that no living program is using that server.
 * @returns whether there was one
 */
export async function stopOrphan(dataDir: string): Promise<boolean> {
  const orphan = readPostmasterFile(dataDir)
  if (orphan === undefined) return false
  if (isServerOf(orphan.pid, dataDir)) {
    await stopServer(orphan.pid)
    return true
  }
  // A number that another program has now would make PostgreSQL refuse to start.
  rmSync(path.join(dataDir, 'postmaster.pid'), { force: true })
  return false
}

/** Asks to stop at once and in order (running statements are rolled back), and insists when that takes too long. */
export async function stopServer(pid: number): Promise<void> {
  if (await stopsBy(pid, 'SIGINT', FAST_STOP_MS)) return
  if (await stopsBy(pid, 'SIGQUIT', IMMEDIATE_STOP_MS)) return
  await stopsBy(pid, 'SIGKILL', IMMEDIATE_STOP_MS)
}

async function stopsBy(pid: number, signal: NodeJS.Signals, patienceMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += POLL_MS) {
    if (!send(pid, waitedMs === 0 ? signal : 0)) return true
    await sleep(POLL_MS)
  }
  return false
}

/** False when there is no such process. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Process numbers are used again, in containers quickly: only a postgres that names this folder is ours. */
function isServerOf(pid: number, dataDir: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false
  const commandFile = `/proc/${pid}/cmdline`
  if (existsSync('/proc/self/cmdline')) {
    if (!existsSync(commandFile)) return false
    const words = readFileSync(commandFile, 'utf8').split('\0')
    return path.basename(words[0] ?? '').startsWith('postgres') && words.includes(dataDir)
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.includes('postgres') && stdout.includes(dataDir)
}
