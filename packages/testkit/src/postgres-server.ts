import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, initialise, serverAccount, startServer, stopOrphan } from '@mallhive/local-postgres'

const PREFIX = 'mallhive-test-postgres-'
const PASSWORD = 'for-tests-only'
const EXIT_PATIENCE_MS = 3_000

/** Fast and forgetful: a test's data need not outlive the power supply. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum_naptime: '20s',
  max_connections: 800,
  shared_buffers: '96MB',
  max_wal_size: '2GB',
  wal_level: 'minimal',
  max_wal_senders: 0,
  jit: 'off',
  // Tests make thousands of connections; 4,096 rounds of hashing each, at both ends, guard nothing here.
  scram_iterations: 1,
}

export interface TestServer {
  /** Address of the superuser in the database `postgres`. */
  readonly url: string
  /** Ends it as a crash does: nobody is told, nothing is tidied up. What was committed is there after `restart`, unless `synchronous_commit` is off. */
  crash(): Promise<void>
  /** Starts it again at the same address, once it has crashed. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts a PostgreSQL in a temporary folder that nobody else uses; it goes with this process at the latest.
 * @param settings of PostgreSQL by name, in place of the usual ones of tests
 */
export async function startTestServer(settings: Readonly<Record<string, string | number>> = {}): Promise<TestServer> {
  await sweepAbandoned()
  const folder = mkdtempSync(path.join(tmpdir(), PREFIX))
  // The account that runs the server under root must pass through.
  chmodSync(folder, 0o711)
  writeFileSync(path.join(folder, 'owner'), String(process.pid))
  const dataDir = path.join(folder, 'data')
  const account = serverAccount(dataDir)
  await initialise(dataDir, { account, password: PASSWORD, durable: false })
  const options = { dataDir, account, logFile: path.join(folder, 'log'), settings: { ...SETTINGS, ...settings } }
  const port = await freePort()
  let server = await startServer({ ...options, port })
  const removeNow = () => stopAndRemoveNow(server.pid, folder)
  process.once('exit', removeNow)
  return {
    url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
    async crash() {
      process.kill(server.pid, 'SIGQUIT')
      await server.exited
    },
    restart: async () => void (server = await startServer({ ...options, port })),
    async stop() {
      process.off('exit', removeNow)
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A process that is ending cannot await any more. */
function stopAndRemoveNow(pid: number, folder: string): void {
  try {
    process.kill(pid, 'SIGQUIT')
  } catch {
    // It has ended by itself.
  }
  const postmasterFile = path.join(folder, 'data/postmaster.pid')
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let waitedMs = 0; existsSync(postmasterFile) && waitedMs < EXIT_PATIENCE_MS; waitedMs += 10)
    Atomics.wait(clock, 0, 0, 10)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Stops and removes what test runs left that were killed outright. */
async function sweepAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(tmpdir(), name)
    try {
      if (isAlive(Number(readFileSync(path.join(folder, 'owner'), 'utf8')))) continue
      await stopOrphan(path.join(folder, 'data'))
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // Another run is just making or sweeping it, or it belongs to another user.
    }
  }
}

/** Whether there is such a process, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
