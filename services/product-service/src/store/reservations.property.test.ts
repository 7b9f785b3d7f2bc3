import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import fc from 'fast-check'
import { postgresReservations, type Reservations } from './reservations.ts'
import { stockFaults } from './stock-check.ts'
import { postgresStock, type Stock } from './stock.ts'
import { testShop, variantContent, wholeFile } from '../../tests/test-shop.ts'

/** What orders and merchants may do, in any order and also at once. Orders and variants are numbers here. */
type Step =
  | {
      readonly kind: 'reserve'
      readonly order: number
      readonly lines: readonly (readonly [variant: number, quantity: number])[]
    }
  | { readonly kind: 'commit' | 'release' | 'restock' | 'extend'; readonly order: number }
  | { readonly kind: 'adjust'; readonly variant: number; readonly by: number }
  | { readonly kind: 'pass'; readonly minutes: number }

const ORDERS = 4
const VARIANTS = 3
/** Few, where every sale changes what lists show; about so many, where some do; and plenty, where one statement serves all. */
const STARTS = [6, 14, 60]
const HOLD_MINUTES = 15

/** A small shop in memory, written down separately: the truth about what each step does. */
class Model {
  readonly onHand: number[]
  readonly reserved: number[] = Array.from({ length: VARIANTS }, () => 0)
  readonly orders = new Map<number, { state: string; lines: Map<number, number>; expires: number }>()
  now = 0

  constructor(onHand: readonly number[]) {
    this.onHand = [...onHand]
  }

  do(step: Step): string {
    if (step.kind === 'pass') return this.pass(step.minutes)
    if (step.kind === 'adjust') return this.adjust(step.variant, step.by)
    const order = this.orders.get(step.order)
    if (step.kind === 'reserve') return this.reserve(step.order, totals(step.lines))
    if (step.kind === 'release') {
      if (!order) return this.set(step.order, 'released', new Map())
      if (order.state === 'committed') return 'reservation.committed'
      if (order.state === 'held') this.move(order.lines, 0, -1)
      return order.state === 'restocked' ? 'restocked' : this.set(step.order, 'released', order.lines)
    }
    if (!order) return 'reservation.not_found'
    if (step.kind === 'commit') {
      if (order.state === 'released') return 'reservation.released'
      if (order.state === 'expired') {
        if (!this.fits(order.lines)) return 'stock.short'
        this.move(order.lines, -1, 0)
        return this.set(step.order, 'committed', order.lines)
      }
      if (order.state !== 'held') return order.state
      this.move(order.lines, -1, -1)
      return this.set(step.order, 'committed', order.lines)
    }
    if (step.kind === 'extend') {
      if (order.state === 'committed') return 'reservation.committed'
      if (order.state === 'expired')
        return this.fits(order.lines) ? this.hold(step.order, order.lines) : 'reservation.released'
      if (order.state !== 'held') return 'reservation.released'
      order.expires = Math.max(order.expires, this.now + HOLD_MINUTES)
      return 'held'
    }
    if (order.state === 'held') {
      this.move(order.lines, 0, -1)
      return this.set(step.order, 'released', order.lines)
    }
    if (order.state !== 'committed') return order.state
    this.move(order.lines, 1, 0)
    return this.set(step.order, 'restocked', order.lines)
  }

  private reserve(id: number, lines: Map<number, number>): string {
    const order = this.orders.get(id)
    if (order?.state === 'released' || order?.state === 'restocked') return 'reservation.released'
    if (order && JSON.stringify([...order.lines]) !== JSON.stringify([...lines])) return 'reservation.other_lines'
    if (order && order.state !== 'expired') return order.state
    return this.fits(lines) ? this.hold(id, lines) : 'stock.short'
  }

  private pass(minutes: number): string {
    this.now += minutes
    for (const [id, order] of this.orders) {
      if (order.state !== 'held' || order.expires > this.now) continue
      this.move(order.lines, 0, -1)
      this.set(id, 'expired', order.lines)
    }
    return 'passed'
  }

  private adjust(variant: number, by: number): string {
    if (by < 0 && this.onHand[variant]! + by < this.reserved[variant]!) return 'stock.below_reserved'
    this.onHand[variant]! += by
    return 'adjusted'
  }

  private fits = (lines: Map<number, number>) =>
    [...lines].every(([variant, quantity]) => this.onHand[variant]! - this.reserved[variant]! >= quantity)

  private hold(id: number, lines: Map<number, number>): string {
    this.move(lines, 0, 1)
    this.set(id, 'held', lines)
    this.orders.get(id)!.expires = this.now + HOLD_MINUTES
    return 'held'
  }

  private move(lines: Map<number, number>, onHand: number, reserved: number): void {
    for (const [variant, quantity] of lines) {
      this.onHand[variant]! += onHand * quantity
      this.reserved[variant]! += reserved * quantity
    }
  }

  private set(id: number, state: string, lines: Map<number, number>): string {
    this.orders.set(id, { state, lines, expires: 0 })
    return state
  }
}

const totals = (lines: readonly (readonly [number, number])[]): Map<number, number> => {
  const sums = new Map<number, number>()
  for (const [variant, quantity] of lines) sums.set(variant, (sums.get(variant) ?? 0) + quantity)
  return new Map([...sums].sort(([a], [b]) => a - b))
}

const starts = fc.array(fc.constantFrom(...STARTS), { minLength: VARIANTS, maxLength: VARIANTS })
const order = fc.nat(ORDERS - 1)
const line = fc.tuple(fc.nat(VARIANTS - 1), fc.integer({ min: 1, max: 4 }))
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('reserve' as const),
        order,
        lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'release', 'restock', 'extend'), order }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('adjust' as const),
        variant: fc.nat(VARIANTS - 1),
        by: fc.integer({ min: -5, max: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.constantFrom(1, 10, 20) }) },
  ),
  { minLength: 1, maxLength: 25 },
) as fc.Arbitrary<Step[]>

const shop = testShop(wholeFile)

/** The shop under test, played with the same steps. Variants are sorted by id, as the shop does. */
async function stage(onHand: readonly number[]) {
  const { database, make } = await shop
  const ids: string[] = []
  for (const each of onHand) ids.push((await make({ variants: [variantContent({ onHand: each })] })).variants[0]!.id)
  const reservations: Reservations = postgresReservations(database)
  const stock: Stock = postgresStock(database)
  const orders = Array.from({ length: ORDERS }, newId)
  let now = Date.parse('2026-03-01T12:00:00Z')
  return {
    database,
    async do(step: Step): Promise<string> {
      const by = { actor: 'order-service', at: new Date(now) }
      const until = new Date(now + HOLD_MINUTES * 60_000)
      if (step.kind === 'pass') {
        now += step.minutes * 60_000
        await reservations.expire({ actor: 'sweep', at: new Date(now) })
        return 'passed'
      }
      if (step.kind === 'adjust') {
        const outcome = await stock.adjust(
          { id: newId(), variantId: ids[step.variant]!, by: step.by, location: 'main' },
          by,
        )
        return outcome.ok ? 'adjusted' : outcome.error.code
      }
      const orderId = orders[step.order]!
      const lines =
        step.kind === 'reserve' ? step.lines.map(([variant, quantity]) => ({ variantId: ids[variant]!, quantity })) : []
      const outcome = await {
        reserve: () => reservations.reserve({ orderId, lines, until }, by),
        extend: () => reservations.extend(orderId, until, by),
        commit: () => reservations.commit(orderId, by),
        release: () => reservations.release(orderId, by),
        restock: () => reservations.restock(orderId, by),
      }[step.kind]()
      return outcome.ok ? outcome.value.state : outcome.error.code
    },
    async levels(): Promise<[onHand: number[], reserved: number[]]> {
      const levels = await Promise.all(ids.map(async (id) => (await stock.levels(id))![0]!))
      return [levels.map(({ onHand }) => onHand), levels.map(({ reserved }) => reserved)]
    },
  }
}

it('any row of steps has the outcomes and the levels of a small model', async () => {
  await fc.assert(
    fc.asyncProperty(starts, steps, async (onHand, row) => {
      const [model, real] = [new Model(onHand), await stage(onHand)]
      for (const step of row) assert.equal(await real.do(step), model.do(step), JSON.stringify(step))
      assert.deepEqual(await real.levels(), [model.onHand, model.reserved])
    }),
    { numRuns: 80 },
  )
  assert.deepEqual(await stockFaults((await shop).database.read), [])
})

it('any steps at once leave levels that are the sum of their ledger, never oversold, and no step fails', async () => {
  await fc.assert(
    fc.asyncProperty(starts, steps, async (onHand, row) => {
      const real = await stage(onHand)
      await Promise.all(row.map((step) => real.do(step)))
      const [left, reserved] = await real.levels()
      for (const [index, count] of reserved.entries())
        assert.ok(count >= 0 && count <= left[index]!, `${count} of ${left[index]}`)
      assert.deepEqual(await stockFaults(real.database.read), [])
    }),
    { numRuns: 60 },
  )
})
