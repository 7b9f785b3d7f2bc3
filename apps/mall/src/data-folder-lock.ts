import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 5_000
const POLL_MS = 100
const SQLITE_BUSY = 5

/** The mall that uses a data folder now. */
export interface Holder {
  readonly pid: number
  readonly since: string
  readonly addresses: Readonly<Record<string, string>>
}

export interface Lock {
  announce(addresses: Readonly<Record<string, string>>): void
  release(): void
}

/**
 * Takes the folder for this process, or throws who has it. A mall that is just stopping gets a few seconds to finish.
 * The lock is SQLite's on an empty file: the system itself drops it when the process ends, even by `kill -9`, so there
 * are no stale locks to guess about, on any platform.
 */
export async function takeLock(folder: string, say: (line: string) => void): Promise<Lock> {
  const deadline = Date.now() + PATIENCE_MS
  let announced = false
  for (;;) {
    const database = tryLock(folder)
    if (database !== undefined) return held(folder, database)
    if (Date.now() > deadline) throw new Error(inUse(folder))
    if (!announced) say(`${who(folder)} is using ${folder}; waiting a moment in case it is stopping…`)
    announced = true
    await sleep(POLL_MS)
  }
}

/** Who uses the folder now; undefined when nobody does. */
export function holderOf(folder: string): Holder | undefined {
  const database = tryLock(folder)
  if (database === undefined) return readHolder(folder)
  database.close()
  return undefined
}

function held(folder: string, database: DatabaseSync): Lock {
  const since = new Date().toISOString()
  const announce = (addresses: Readonly<Record<string, string>>) =>
    writeFileSync(holderFile(folder), `${JSON.stringify({ pid: process.pid, since, addresses })}\n`, { mode: 0o600 })
  announce({})
  let released = false
  return {
    announce,
    release() {
      if (!released) database.close()
      released = true
    },
  }
}

function tryLock(folder: string): DatabaseSync | undefined {
  const file = path.join(folder, 'lock')
  // Nobody else may open it: a reader could hold it against us.
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file)
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive')
    return database
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined
    throw error
  }
}

const holderFile = (folder: string) => path.join(folder, 'holder.json')

function readHolder(folder: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(folder), 'utf8')) as Holder
  } catch {
    // It has the lock and is about to write its name.
    return undefined
  }
}

function who(folder: string): string {
  const holder = readHolder(folder)
  return holder === undefined ? 'Another mall' : `Another mall (process ${holder.pid}, started ${holder.since})`
}

function inUse(folder: string): string {
  return `${who(folder)} is using the data folder ${folder}. Stop it first, or choose another folder with MALLHIVE_DATA.`
}
