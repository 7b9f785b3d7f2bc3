import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freshDatabase, seeded } from '@mallhive/testkit'
import { eventually } from '../surroundings/eventually.ts'
import { allMet, JUGS, openTeaBooks, type Databases } from './many-events/books.ts'

const PROGRAM = fileURLToPath(new URL('many-events/process.ts', import.meta.url))
const KEYS = 250
const POTS = 40
const EFFECTS_A_POT = 2 * KEYS + JUGS
/** After how many pots the process is killed, somewhere amid them. */
const POTS_A_LIFE = 4
const PATIENCE_MS = 150_000

it('10,000 events through a process that is killed again and again have each effect once, in order (P15)', async (t) => {
  const { open, kill, books } = await killableHouse(t)
  const seed = seeded(12)
  const keys = Array.from({ length: KEYS }, (_, index) => `pot-${index}`)
  for (let first = 1; first <= POTS; first += POTS_A_LIFE) {
    // While nobody is there: what is stated from outside pokes no relay, but one that begins looks.
    for (let n = first; n < first + POTS_A_LIFE; n++) await books.brew(keys, n)
    await open()
    // As far as the process comes while it works off what there is, and then no further.
    const until = EFFECTS_A_POT * (first - 1 + POTS_A_LIFE * seed.fraction(`life ${first}`))
    await eventually('some effects', async () => (await books.done()) >= until, PATIENCE_MS)
    await kill()
  }
  await open()
  await eventually('every effect', async () => (await books.done()) >= EFFECTS_A_POT * POTS, PATIENCE_MS)
  await eventually('nothing to be left', async () => (await books.left()) === 0, PATIENCE_MS)
  assert.deepEqual(await books.met(), allMet(KEYS, POTS))
})

/** The services of the tea house in a process of their own; their tables are there. */
async function killableHouse(t: TestContext) {
  let child: ChildProcess | undefined
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  const closings: (() => unknown)[] = []
  t.after(async () => {
    await kill()
    for (const close of closings.reverse()) await close()
  })
  const later = { after: (work: unknown) => void closings.push(work as () => unknown) }
  const databases: Databases = {
    'kettle-service': await freshDatabase(later, 'kettle'),
    'cup-service': await freshDatabase(later, 'cup'),
    bus: await freshDatabase(later, 'bus'),
  }
  const open = async () => {
    const env = { PATH: process.env['PATH'], TEA_DATABASES: JSON.stringify(databases) }
    child = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)))
    await Promise.race([once(child.stdout!, 'data'), ended])
  }
  await open()
  await kill()
  const books = openTeaBooks(databases)
  closings.push(() => books.close())
  return { open, kill, books }
}
