import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import type { Fate } from '@mallhive/testkit'
import type { Plan } from './crowd.ts'
import { fragileShop } from './fragile-shop.ts'
import { play } from './trial.ts'

/** Somebody who pays at once. */
export const PAYS = { card: TEST_CARDS.approves, atBank: 'approve', cancels: false, pressesTwice: false } as const

export interface Story {
  readonly name: string
  readonly plan: Omit<Plan, 'lines'>
  /** Only each so-many-th point. */
  readonly each?: number
}

/** Between any two effects a service may die. The points are not named here: whatever passes through the chassis is one. */
export function dyingAtEveryPoint(stories: readonly Story[]): void {
  describe('a service that dies at any effect of an order (P4, P6, P15)', () => {
    for (const { name, plan, each = 1 } of stories) {
      it(`breaks no promise: ${name}`, async (t) => {
        const shop = await fragileShop(t)
        const tell = (fate: Fate) =>
          play(shop, [2, 2], (ids) => [{ ...plan, lines: ids.map((variantId) => ({ variantId, quantity: 1 })) }], fate)
        const points = (await pointsOf(tell)).filter((_, index) => index % each === 0)
        let deaths = 0
        for (const [index, point] of points.entries()) {
          // Before an effect is after the one before it, so that over all points both are met.
          const kind = index % 2 === 0 ? 'dies before' : 'dies after'
          const outcome = await tell(({ service, kind: sort, name: what }, count) =>
            `${service} ${sort} ${what} ${count}` === point ? { kind } : undefined,
          )
          assert.deepEqual(outcome.faults, [], `${kind} ${point}`)
          deaths += outcome.deaths
        }
        t.diagnostic(`${points.length} points, ${deaths} deaths`)
        // A point that comes a moment later in one run than in another is not always met.
        assert.ok(deaths > points.length / 3, `only ${deaths} deaths at ${points.length} points`)
      })
    }
  })
}

/** Every effect of an undisturbed order, as it is named. */
async function pointsOf(tell: (fate: Fate) => Promise<{ readonly faults: readonly string[] }>): Promise<string[]> {
  const points: string[] = []
  const outcome = await tell(({ service, kind, name }, count) => {
    points.push(`${service} ${kind} ${name} ${count}`)
    return undefined
  })
  assert.deepEqual(outcome.faults, [])
  return points
}
