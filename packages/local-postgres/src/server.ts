import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerAccount } from './account.ts'
import { program } from './binaries.ts'
import { readPostmasterFile, stopServer } from './orphan.ts'

const READY_POLL_MS = 5
const READY_PATIENCE_MS = 60_000
const LEFTOVER_PATIENCE_MS = 10_000
/** Of macOS; Linux takes four more. */
const SOCKET_PATH_BYTES_MAX = 103

export interface ServerOptions {
  readonly dataDir: string
  readonly account: ServerAccount
  readonly port: number
  /** Listens at a socket in the data folder too, where the system can: a round trip there takes a quarter less than over TCP. */
  readonly atSocket?: boolean
  /** The server's own log; it goes on writing there when the program that started it is gone. */
  readonly logFile: string
  /** PostgreSQL's settings by name. */
  readonly settings: Readonly<Record<string, string | number>>
}

export interface PostgresServer {
  readonly port: number
  readonly pid: number
  /** Where its socket is; undefined when it has none. */
  readonly socketFolder: string | undefined
  /** Resolves with a description when the server ends, asked or not. */
  readonly exited: Promise<string>
  /** Rolls back what is running, writes a checkpoint and waits for the end. Harmless when repeated. */
  stop(): Promise<void>
}

/** Starts the server of an initialised cluster on a loopback port and waits until it takes connections. */
export async function startServer(options: ServerOptions): Promise<PostgresServer> {
  const deadline = Date.now() + LEFTOVER_PATIENCE_MS
  for (;;) {
    const attempt = await tryStart(options)
    if (attempt.server !== undefined) return attempt.server
    // The backends of a killed server need a moment to notice, and hold its shared memory until then.
    const leftover = /shared memory block .* is still in use/.test(attempt.log)
    if (!leftover || Date.now() > deadline) {
      throw new Error(
        `PostgreSQL did not start on port ${options.port}:\n${attempt.log.trim().split('\n').slice(-5).join('\n')}`,
      )
    }
    await sleep(100)
  }
}

async function tryStart(options: ServerOptions): Promise<{ server?: PostgresServer; log: string }> {
  const log = openSync(options.logFile, 'a', 0o600)
  const logLength = readFileSync(options.logFile).length
  const child = spawn(program(options.account.folder, 'postgres'), serverFlags(options), {
    ...options.account.user,
    cwd: '/',
    // Of its own group, so that Ctrl-C in a terminal reaches only the program that drains first and stops it then.
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  })
  closeSync(log)
  const exited = exitOf(child)
  if (await becomesReady(child, options.dataDir)) return { server: running(child, options, exited), log: '' }
  return { log: readFileSync(options.logFile).subarray(logLength).toString('utf8') || (await exited) }
}

function serverFlags(options: ServerOptions): string[] {
  const { dataDir, port, settings } = options
  const socket = socketFolderOf(options)
  const fixed = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: socket === undefined ? '' : `"${socket}"`,
    timezone: 'UTC',
    log_timezone: 'UTC',
  }
  return [
    '-D',
    dataDir,
    ...Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

/** Nobody but the server's account can enter the data folder, and root. The path of a socket may have only so many bytes. */
function socketFolderOf({ atSocket, dataDir, port }: ServerOptions): string | undefined {
  const fits = Buffer.byteLength(path.join(dataDir, `.s.PGSQL.${port}`)) <= SOCKET_PATH_BYTES_MAX
  return atSocket && fits && process.platform !== 'win32' && !dataDir.includes('"') ? dataDir : undefined
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `PostgreSQL ended with code ${code}` : `PostgreSQL was ended by ${signal}`),
    )
  })
}

async function becomesReady(child: ChildProcess, dataDir: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < READY_PATIENCE_MS; waitedMs += READY_POLL_MS) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return false
    const state = readPostmasterFile(dataDir)
    if (state?.pid === child.pid && state.ready) return true
    await sleep(READY_POLL_MS)
  }
  child.kill('SIGQUIT')
  return false
}

function running(child: ChildProcess, options: ServerOptions, exited: Promise<string>): PostgresServer {
  const pid = child.pid as number
  // A program that has nothing else to do may end, and takes the server along (below).
  child.unref()
  const stopWithUs = () => void child.kill('SIGINT')
  process.once('exit', stopWithUs)
  void exited.then(() => process.off('exit', stopWithUs))
  let stopping: Promise<void> | undefined
  const { port } = options
  const socketFolder = socketFolderOf(options)
  return { port, pid, socketFolder, exited, stop: () => (stopping ??= stopServer(pid).then(() => void exited)) }
}
