import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '@mallhive/local-postgres'
import { isAlive } from '@mallhive/testkit/postgres-server'
import { familyOf } from '../family.ts'
import type { Scenario } from './scenario.ts'

const STARTS = 5
const SECONDS_MAX = 2
const PATIENCE_MS = 60_000
const ASK_AGAIN_MS = 5
const root = fileURLToPath(new URL('../../..', import.meta.url))

export const start: Scenario = {
  name: 'start',
  about: 'npm start with data in place, to the first page; with all orders of this run',
  async run({ closedFolder, row, say }) {
    const folder = await closedFolder()
    // The first may have to build the web apps.
    await startOnce(folder)
    const times: number[] = []
    for (let index = 0; index < STARTS; index += 1) {
      times.push(await startOnce(folder))
      say(`  ${times.at(-1)!.toFixed(2)} s`)
    }
    const sorted = times.toSorted((a, b) => a - b)
    const median = sorted[Math.floor(STARTS / 2)]!
    row({
      what: `npm start with data in place, to the first page (median of ${STARTS})`,
      measured: `${median.toFixed(2)} s (${sorted[0]!.toFixed(2)} to ${sorted.at(-1)!.toFixed(2)})`,
      target: `≤ ${SECONDS_MAX.toFixed(1)} s`,
      isMet: median <= SECONDS_MAX,
    })
  },
}

/** Seconds from the command to the last byte of the home page. */
async function startOnce(folder: string): Promise<number> {
  const port = await freePort()
  const began = performance.now()
  const npm = spawn('npm', ['start', '--', '--port', String(port)], {
    cwd: root,
    env: { ...process.env, MALLHIVE_DATA: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  })
  let said = ''
  npm.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  try {
    for (;;) {
      if (npm.exitCode !== null || performance.now() - began > PATIENCE_MS)
        throw new Error(`npm start did not open the mall:\n${said}`)
      if (await answers(`http://127.0.0.1:${port}/`)) return (performance.now() - began) / 1_000
      await pause(ASK_AGAIN_MS)
    }
  } finally {
    await stopped(npm.pid!, () => npm.kill('SIGTERM'))
    if (npm.exitCode === null && npm.signalCode === null) await once(npm, 'exit')
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url)
    await answer.text()
    return answer.status === 200
  } catch {
    // Nobody listens there yet.
    return false
  }
}

/** The mall may end after the program that started it, and holds the data folder until then. */
async function stopped(pid: number, stop: () => void): Promise<void> {
  const family = [...familyOf(pid)].filter((member) => member !== pid)
  stop()
  const deadline = performance.now() + PATIENCE_MS
  while (family.some(isAlive) && performance.now() < deadline) await pause(50)
}
