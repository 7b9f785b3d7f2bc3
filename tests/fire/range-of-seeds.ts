import assert from 'node:assert/strict'
import { it } from 'node:test'
import { commandFor, runSeeds, type Told } from './seeds.ts'

/** So many in a file, so that each has time enough on a slow and crowded machine. */
const SEEDS = 100

/** One test over a hundred seeds, from the given one on. */
export function rangeOfSeeds(from: number): void {
  it(`no promise is broken while services die and connections fail, by seeds ${from} to ${from + SEEDS - 1} (P1, P4, P5, P6, P15, P17, P29)`, async (t) => {
    const told: Told[] = []
    await runSeeds(
      Array.from({ length: SEEDS }, (_, index) => from + index),
      (each) => told.push(each),
    )
    const sum = (what: 'orders' | 'deaths') => told.reduce((all, { outcome }) => all + outcome[what], 0)
    const longestMs = Math.max(...told.map(({ outcome }) => outcome.stuckMs))
    t.diagnostic(
      `${told.length} runs, ${sum('orders')} orders, ${sum('deaths')} deaths, at rest within ${longestMs / 1_000} s`,
    )
    const failed = told.filter(({ outcome }) => outcome.faults.length > 0)
    assert.deepEqual(
      failed.map(({ seed, outcome }) => `seed ${seed}, alone by ${commandFor(seed)}: ${outcome.faults.join('; ')}`),
      [],
    )
    assert.ok(sum('deaths') > SEEDS / 2, `only ${sum('deaths')} deaths`)
    assert.ok(sum('orders') > SEEDS, `only ${sum('orders')} orders`)
  })
}
