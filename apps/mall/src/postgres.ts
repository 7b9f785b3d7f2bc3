import { existsSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import {
  freePort,
  initialise,
  isInitialised,
  isPortFree,
  serverAccount,
  startServer,
  stopOrphan,
  type PostgresServer,
} from '@mallhive/local-postgres'
import type { DataFolder } from './data-folder.ts'
import { clusterPlace } from './postgres-place.ts'
import { ensureServiceDatabases } from './postgres-databases.ts'

const PORT_SETTING = 'postgres.port'
const SUPERUSER_SECRET = 'postgres.superuser'
const LOG_BYTES_MAX = 5_000_000

/** Durable as a database must be, and small: a whole mall lives beside it on one machine. */
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  max_connections: 120,
  shared_buffers: '64MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  random_page_cost: 1.1,
  // Nothing replicates from here, so only what crash recovery needs is logged.
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  idle_in_transaction_session_timeout: '60s',
  // A statement's text may hold what people typed; it does not belong into a log.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: 0,
}

export interface MallPostgres {
  readonly port: number
  /** Each name's own database and role, made when missing; the answer is a connection address for each. */
  createServiceDatabases<Name extends string>(names: readonly Name[]): Promise<Record<Name, string>>
  /** Resolves with a description when the server ends, asked or not. */
  readonly exited: Promise<string>
  stop(): Promise<void>
}

/**
 * Starts the mall's own PostgreSQL on 127.0.0.1, and makes its cluster at the first start. A server that outlived a
 * killed mall is stopped first: holding the data folder means that nobody uses it.
 */
export async function startPostgres(folder: DataFolder, say: (line: string) => void): Promise<MallPostgres> {
  const dataDir = clusterPlace(folder.path)
  const account = serverAccount(dataDir)
  if (await stopOrphan(dataDir))
    say('A database server of an earlier run was still there; it has been stopped in order.')
  if (isInitialised(dataDir)) {
    if (!folder.hasSecret(SUPERUSER_SECRET)) throw new Error(withoutPassword(folder.path))
  } else {
    say('Making the database…')
    await initialise(dataDir, { account, password: folder.secret(SUPERUSER_SECRET), durable: true })
  }
  const logFile = path.join(folder.path, 'postgres.log')
  keepLogSmall(logFile)
  const server = await startServer({
    dataDir,
    account,
    port: await choosePort(folder, say),
    atSocket: true,
    logFile,
    settings: SETTINGS,
  })
  return running(server, folder)
}

function running(server: PostgresServer, folder: DataFolder): MallPostgres {
  const password = folder.secret(SUPERUSER_SECRET)
  return {
    port: server.port,
    exited: server.exited,
    stop: () => server.stop(),
    createServiceDatabases: (names) =>
      ensureServiceDatabases({
        port: server.port,
        socketFolder: server.socketFolder,
        password,
        names,
        secretOf: (name) => folder.secret(`postgres.${name}`),
      }),
  }
}

/** The same port at every start, so that people's tools find it again, unless somebody else has it now. */
async function choosePort(folder: DataFolder, say: (line: string) => void): Promise<number> {
  const remembered = Number(folder.recall(PORT_SETTING))
  if (remembered > 0 && (await isPortFree(remembered))) return remembered
  const port = await freePort()
  if (remembered > 0) say(`Port ${remembered} is taken by another program; the database uses ${port} from now on.`)
  folder.remember(PORT_SETTING, String(port))
  return port
}

function keepLogSmall(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.1`)
}

function withoutPassword(folder: string): string {
  return `There is a database in ${folder}, but its password is not in secrets.json. Bring that file back from a copy, or move the folder away to begin with an empty shop.`
}
