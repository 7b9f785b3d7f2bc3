import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import fc from 'fast-check'
import { BY, hold, stockShop } from '../../tests/stock-shop.ts'
import { wholeFile } from '../../tests/test-shop.ts'
import { stockFaults } from './stock-check.ts'

/** How a variant is kept: on hand at the main location and at another one, or not at all; and what happens when it is sold out. */
const variants = fc.array(
  fc.record({
    main: fc.constantFrom(0, 3, 8, 25, 80),
    outlet: fc.constantFrom(0, 0, 0, 9),
    tracked: fc.constantFrom(true, true, true, false),
    soldOutPolicy: fc.constantFrom('deny' as const, 'deny' as const, 'deny' as const, 'continue' as const),
  }),
  { minLength: 3, maxLength: 3 },
)
type Kept = typeof variants extends fc.Arbitrary<(infer One)[]> ? One : never

/** Each order's quantity of each variant; 0 leaves it out. */
const orders = fc.array(
  fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4)).filter((quantities) => quantities.some((quantity) => quantity > 0)),
  { minLength: 1, maxLength: 90 },
)

const shop = stockShop(wholeFile)

async function kept({ main, outlet, tracked, soldOutPolicy }: Kept): Promise<string> {
  const { variant, stock } = await shop
  const id = await variant(main, { tracked, soldOutPolicy })
  if (tracked && outlet > 0) await stock.adjust({ id: newId(), variantId: id, by: outlet, location: 'outlet' }, BY)
  return id
}
const isCounted = ({ tracked, soldOutPolicy }: Kept) => tracked && soldOutPolicy === 'deny'
const total = (rows: readonly (readonly number[])[], index: number) => rows.reduce((sum, row) => sum + row[index]!, 0)

it('of many orders at the same moment exactly those are held that fit, and nobody is refused who fits beside them', async () => {
  await fc.assert(
    fc.asyncProperty(variants, orders, async (stocked, asked) => {
      const { reservations, stock, database } = await shop
      const ids: string[] = []
      for (const each of stocked) ids.push(await kept(each))
      const outcomes = await Promise.all(
        asked.map((quantities) => {
          const lines = quantities.flatMap((quantity, index) =>
            quantity > 0 ? [{ variantId: ids[index]!, quantity }] : [],
          )
          return reservations.reserve(hold(newId(), lines), BY)
        }),
      )

      const held = asked.filter((_, index) => outcomes[index]!.ok)
      const left = stocked.map((each, index) =>
        isCounted(each) ? each.main + each.outlet - total(held, index) : Number.POSITIVE_INFINITY,
      )
      for (const count of left) assert.ok(count >= 0, `${count} left`)
      for (const [index, quantities] of asked.entries())
        if (!outcomes[index]!.ok)
          assert.ok(
            quantities.some((quantity, at) => quantity > left[at]!),
            `${quantities} of ${left} was refused`,
          )
      for (const [index, each] of stocked.entries()) {
        const levels = (await stock.levels(ids[index]!))!
        const reserved = levels.reduce((sum, level) => sum + level.reserved, 0)
        assert.equal(reserved, each.tracked ? total(held, index) : 0)
        // The main location is used up before another gives anything; what is sold beyond the stock it owes.
        const elsewhere = levels.find(({ location }) => location === 'outlet')?.reserved ?? 0
        const beyondMain = Math.min(each.outlet, Math.max(0, total(held, index) - each.main))
        if (each.tracked) assert.equal(elsewhere, beyondMain)
      }
      assert.deepEqual(await stockFaults(database.read), [])
    }),
    { numRuns: 60 },
  )
})
