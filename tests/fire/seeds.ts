import { fragileShop } from './fragile-shop.ts'
import { trial, type Outcome } from './trial.ts'

export interface Told {
  readonly seed: number
  readonly outcome: Outcome
}

/** Runs one seed after the other in one shop, and tells of each. */
export async function runSeeds(seeds: Iterable<number>, tell: (told: Told) => void, chance?: number): Promise<void> {
  const closings: (() => unknown)[] = []
  const shop = await fragileShop({ after: (work: unknown) => void closings.push(work as () => unknown) })
  try {
    for (const seed of seeds) tell({ seed, outcome: await trial(shop, seed, chance) })
  } finally {
    for (const close of closings.reverse()) await close()
  }
}
