import { fragileShop } from './fragile-shop.ts'
import { openBooks } from './invariants.ts'
import { trial, type Outcome } from './trial.ts'

export interface Told {
  readonly seed: number
  readonly outcome: Outcome
}

/** Runs one seed after the other in one shop, and tells of each. */
export async function runSeeds(seeds: Iterable<number>, tell: (told: Told) => void, chance?: number): Promise<void> {
  const closings: (() => unknown)[] = []
  const shop = await fragileShop({ after: (work: unknown) => void closings.push(work as () => unknown) })
  const books = openBooks(shop.databases)
  try {
    for (const seed of seeds) tell({ seed, outcome: await trial(shop, books, seed, chance) })
  } finally {
    await books.close()
    for (const close of closings.reverse()) await close()
  }
}
