import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const HEARTBEAT_MS = 2_000
const STALE_MS = 20_000
const POLL_MS = 250

/** Runs `work` while holding the lock file. A lock whose holder died or fell silent is taken over. */
export async function holdingLock(file, work) {
  await acquire(file)
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS)
  heartbeat.unref()
  try {
    await work()
  } finally {
    clearInterval(heartbeat)
    rmSync(file, { force: true })
  }
}

async function acquire(file) {
  let announced = false
  while (!create(file)) {
    if (isStale(file)) {
      rmSync(file, { force: true })
      continue
    }
    if (!announced) process.stderr.write('Another start is installing packages; waiting for it…\n')
    announced = true
    await sleep(POLL_MS)
  }
}

function create(file) {
  try {
    const descriptor = openSync(file, 'wx')
    writeSync(descriptor, String(process.pid))
    closeSync(descriptor)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw new Error(`Cannot write ${file}: ${error.message}`)
  }
}

function isStale(file) {
  try {
    if (Date.now() - statSync(file).mtimeMs > STALE_MS) return true
    const holder = Number(readFileSync(file, 'utf8'))
    return holder > 0 && (holder === process.pid || !isAlive(holder))
  } catch {
    // The holder has just removed it.
    return false
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date())
  } catch {
    // The folder may be gone; the installation itself will say so.
  }
}
