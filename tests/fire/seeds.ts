import { fragileShop, type FragileShop } from './fragile-shop.ts'
import { trial, type Outcome } from './trial.ts'

export interface Told {
  readonly seed: number
  readonly outcome: Outcome
}
interface Open {
  readonly shop: FragileShop
  close(): Promise<void>
}

/** Runs one seed after the other in one shop, and tells of each. After one that broke a promise the shop is another: what it left is not the next one's fault. */
export async function runSeeds(seeds: Iterable<number>, tell: (told: Told) => void, chance?: number): Promise<void> {
  let open: Open | undefined
  for (const seed of seeds) {
    open ??= await openShop()
    const outcome = await trial(open.shop, seed, chance).catch(brokenOff)
    tell({ seed, outcome })
    if (outcome.faults.length === 0) continue
    await open.close()
    open = undefined
  }
  await open?.close()
}

/** How a seed is run alone. */
export const commandFor = (seed: number): string => `npm run torture -- --runs 1 --from ${seed}`

async function openShop(): Promise<Open> {
  const closings: (() => unknown)[] = []
  const shop = await fragileShop({ after: (work: unknown) => void closings.push(work as () => unknown) })
  return {
    shop,
    async close() {
      for (const close of closings.reverse()) await close()
    },
  }
}

const brokenOff = (error: Error): Outcome => ({
  faults: [`the run broke off: ${error.stack ?? error.message}`],
  restMs: 0,
  stuckMs: 0,
  orders: 0,
  deaths: 0,
})
