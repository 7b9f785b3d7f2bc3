import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Service } from '@mallhive/chassis'
import { freshDatabase, mortals, movedClock, seeded, testPostgres, type Fate } from '@mallhive/testkit'
import { eventually } from '../surroundings/eventually.ts'
import { allMet, JUGS, openTeaBooks, type Databases } from './many-events/books.ts'
import { cupService, kettleService } from './many-events/tea-house.ts'

const KEYS = 250
const POTS = 40
const EFFECTS = (2 * KEYS + JUGS) * POTS
/** How likely an effect fails or is the last of its process. */
const TROUBLE = 1 / 150
const DEATHS_MIN = 20
const LOOK_EVERY_MS = 20
/** What is stated from outside pokes no relay. */
const HURRY_EVERY = 10
const PATIENCE_MS = 150_000

const ATTEMPTS_MAX = 12
/** Longer than any pause between two attempts. */
const NEXT_ATTEMPT_MS = 301_000
const COMMAND = fileURLToPath(new URL('../../apps/mall/src/dead-events.ts', import.meta.url))

const keys = Array.from({ length: KEYS }, (_, index) => `pot-${index}`)

it('10,000 events through relays and consumers that die all the time have each effect once, and those of a key in order (P15)', async (t) => {
  let isOver = false
  t.after(() => (isOver = true))
  const { house, books } = await teaHouse(t, cupService())
  const supervisor = (async () => {
    for (let look = 0; !isOver; look++) {
      await house.revive()
      if (look % HURRY_EVERY === 0) house.hurry()
      await pause(LOOK_EVERY_MS)
    }
  })()
  house.befall(fateOf(11))
  for (let n = 1; n <= POTS; n++) await books.brew(keys, n)
  await eventually('every effect', async () => (await books.done()) >= EFFECTS, PATIENCE_MS)
  house.befall(() => undefined)
  await eventually('nothing to be left', async () => (await books.left()) === 0, PATIENCE_MS)
  isOver = true
  await supervisor
  t.diagnostic(`${house.deaths} deaths`)
  assert.deepEqual(await books.met(), allMet(KEYS, POTS))
  assert.ok(house.deaths >= DEATHS_MIN, `only ${house.deaths} deaths`)
})

it('a poison event is given up after twelve attempts, holds up nobody else, and can be replayed (P15)', async (t) => {
  let isPoison = true
  let attempts = 0
  const { house, books, time, databases } = await teaHouse(
    t,
    cupService((key, n) => {
      if (key !== 'pot-3' || n !== 2) return
      attempts += 1
      if (isPoison) throw new Error('poison')
    }),
  )
  const few = keys.slice(0, 20)
  for (let n = 1; n <= 5; n++) await books.brew(few, n)
  house.hurry()
  const whole = '1 2 3 4 5'
  const met = async () => (await books.met())['fills-jugs']
  await eventually('all others to be served', async () => (await books.done()) === 3 * 100 - 4)
  assert.deepEqual(
    await met(),
    [
      ['1', 1],
      [whole, 19],
    ],
    'only its own key waits',
  )

  const parked = async () =>
    (
      await books.query<{ attempts: number; dead: boolean }>(
        'cup-service',
        "select attempts, dead from parked_event where envelope -> 'data' ->> 'n' = '2'",
      )
    )[0]!
  for (let attempt = attempts + 1; attempt <= ATTEMPTS_MAX; attempt++) {
    assert.equal((await parked()).dead, false)
    await time.ahead(NEXT_ATTEMPT_MS)
    house.hurry()
    await eventually(`attempt ${attempt}`, async () => (await parked()).attempts >= attempt)
  }
  assert.deepEqual([await parked(), attempts], [{ attempts: ATTEMPTS_MAX, dead: true }, ATTEMPTS_MAX])
  await eventually('those behind it to go on', async () => {
    await time.ahead(1_000)
    house.hurry()
    return (await books.left()) === 1
  })
  assert.deepEqual(await met(), [
    [whole, 19],
    ['1 3 4 5', 1],
  ])

  isPoison = false
  const command = await promisify(execFile)(process.execPath, [COMMAND, 'replay', 'all', '--service', 'cup-service'], {
    env: { ...process.env, DATABASE_URL: databases['cup-service'] },
  })
  assert.equal(command.stdout, '1 event will be tried again within ten seconds.\n')
  house.hurry()
  await eventually('the replayed one to be handled', async () => (await books.left()) === 0)
  assert.deepEqual(
    await met(),
    [
      [whole, 19],
      ['1 3 4 5 2', 1],
    ].sort(),
  )
})

/** Each effect has its own lot. */
function fateOf(number: number): Fate {
  const seed = seeded(number)
  let turn = 0
  return () => {
    const name = `effect ${turn++}`
    if (seed.fraction(name) >= TROUBLE) return undefined
    return { kind: seed.choice(`kind of ${name}`, ['dies before', 'dies after', 'fails before', 'fails after']) }
  }
}

/** Mortal services with a bus between them, and a clock that can be moved. */
async function teaHouse(t: TestContext, cups: Service) {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.reverse()) await close()
  })
  const later = { after: (work: unknown) => void closings.push(work as () => unknown) }
  const names = ['kettle-service', 'cup-service', 'bus'] as const
  const databases = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await freshDatabase(later, name)] as const)),
  ) as unknown as Databases
  const env = (name: string) => ({
    LOG_LEVEL: 'silent',
    DATABASE_URL: databases[name as keyof Databases],
    BUS_URL: databases.bus,
  })
  const services = [kettleService, cups]
  const superuser = await testPostgres()
  // The tables first: the moved clock stands before PostgreSQL's own from the second start on.
  await (await mortals(services, { env, clock: () => new Date(), superuser })).stop()
  const time = await movedClock(Object.values(databases))
  later.after(() => time.close())
  const books = openTeaBooks(databases)
  later.after(() => books.close())
  const house = await mortals(services, { env, clock: time.clock, superuser })
  later.after(() => house.stop())
  return { house, books, time, databases }
}
