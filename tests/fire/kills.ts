import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { seeded, type Seeded } from '@mallhive/testkit'
import { eventually } from '../surroundings/eventually.ts'
import { backwards, openMallOfProcesses, type MallOfProcesses } from '../surroundings/mall-of-processes.ts'
import { stocked } from '../surroundings/merchant.ts'
import { booksOf } from './invariants.ts'
import { compared, untilDecided } from './kills-books.ts'
import { crowd, type Crowd } from './kills-shoppers.ts'

const VARIANTS = 4
export const DECIDED_WITHIN_MS = 30_000
/** Most kills come while orders go through; some while those before have not yet come through again. */
const KILLED_EARLY = 0.2
const ORDERS_BEFORE_KILL = 2
const ORDERS_WITHIN_MS = 120_000
const MOMENT_MS = 700
/** Some come while the process starts. */
const KILLED_AT_START = 0.1
const START_MS = 900

/** Services that are killed at the same moment, by the name that the table gives them. */
export interface Victims {
  readonly name: string
  readonly services: readonly string[]
}
export interface Kill {
  readonly victims: Victims
  /** From the start of the killed processes until all were ready again. */
  readonly restartMs: number
  readonly alsoAtStart: boolean
}
export interface Outcome {
  /** Empty: every promise was kept. */
  readonly faults: readonly string[]
  readonly counts: Crowd['counts']
  /** From the last kill's end until no order was undecided. */
  readonly decidedMs: number
}

/** Kills processes one after the other at random moments while a crowd shops, starts each again at once, and compares the books at the end. */
export async function kills(
  t: Pick<TestContext, 'after'>,
  options: {
    rounds: readonly Victims[]
    shoppers: number
    seed: number
    tell?: (kill: Kill, counts: Crowd['counts']) => void
  },
): Promise<Outcome> {
  const later = backwards(t)
  const seed = seeded(options.seed)
  const shop = await openMallOfProcesses(later)
  const books = booksOf(shop.mall)
  later.after(() => books.close())
  const variantIds = await stocked(shop.mall, VARIANTS)

  const shoppers = crowd(shop.mall, seed, options.shoppers, variantIds)
  later.after(() => shoppers.leave())
  for (const [round, victims] of options.rounds.entries()) {
    await moment(shoppers, seed, round)
    options.tell?.(await killed(shop, victims, seed, round), shoppers.counts)
  }
  const [decided] = await Promise.all([untilDecided(books, DECIDED_WITHIN_MS), shoppers.leave()])
  return {
    faults: [
      ...[...shop.processes.values()].flatMap(({ faults }) => faults),
      ...shoppers.faults,
      ...decided.faults,
      ...(await compared(books, shoppers.visits, variantIds)),
    ],
    counts: shoppers.counts,
    decidedMs: decided.ms,
  }
}

/** When to kill: usually in the midst of orders, also on slow machines. */
async function moment({ counts }: Crowd, seed: Seeded, round: number): Promise<void> {
  const answered = () => counts.confirmed + counts.declined + counts.accepted
  const before = answered()
  if (seed.fraction(`early ${round}`) >= KILLED_EARLY)
    await eventually('orders', async () => answered() >= before + ORDERS_BEFORE_KILL, ORDERS_WITHIN_MS)
  await pause(seed.integer(`moment ${round}`, MOMENT_MS))
}

async function killed({ processes }: MallOfProcesses, victims: Victims, seed: Seeded, round: number): Promise<Kill> {
  const chosen = victims.services.map((name) => processes.get(name)!)
  const kill = () => Promise.all(chosen.map((each) => each.kill()))
  const start = () => Promise.all(chosen.map((each) => each.start()))
  await kill()
  const alsoAtStart = seed.fraction(`at start ${round}`) < KILLED_AT_START
  if (alsoAtStart) {
    const starting = start()
    await pause(seed.integer(`start ${round}`, START_MS))
    await kill()
    await starting
  }
  const began = performance.now()
  await start()
  return { victims, restartMs: performance.now() - began, alsoAtStart }
}
