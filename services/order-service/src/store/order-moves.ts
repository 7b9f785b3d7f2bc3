import { takenKeys, Unavailable } from '@mallhive/chassis'
import { ok } from '@mallhive/kernel'
import { leaseFrom } from '../domain/lease.ts'
import { applyMove, type Move } from '../domain/move.ts'
import type { SagaOrder } from '../domain/order.ts'
import { changingRow, fixedRow, orderOf } from './order-rows.ts'
import type { OrderStatements } from './order-statements.ts'
import type { Moved, Orders } from './orders.ts'

/** An order is moved some six times in all, and by a handful of people: who still loses after so many tries meets a fault. */
const DECISIONS_MAX = 20

/** Stores orders and their steps: state, timeline, number and events in one statement, or nothing. */
export function orderMoves(
  statements: OrderStatements,
  numberFormat: string,
): Pick<Orders, 'find' | 'place' | 'placeFirst' | 'move' | 'change' | 'postpone'> {
  return {
    find,
    async place(order, event) {
      const placed = await statements.place(newRow(order), [event])
      return placed ? { isMoved: true, order } : notMoved(order)
    },
    placeFirst: async (order, event, key) =>
      (await statements.placeFirst({ ...newRow(order), ...takenKeys.rowOf(key) }, [event])) !== undefined,
    move,
    async change(id, decide) {
      for (let decisions = 0; decisions < DECISIONS_MAX; decisions++) {
        const order = await find(id)
        if (!order) return undefined
        const decision = decide(order)
        if (!decision.ok) return decision
        if (!decision.value) return ok({ isMoved: false, order })
        const moved = await move(order, [decision.value])
        if (moved.isMoved) return ok(moved)
      }
      throw new Unavailable(`order ${id} is moved by others all the time`)
    },
    async postpone(order, { events, timeline, attempts, error, nextTryAt, onHold }) {
      const tried = { attempts, onHold, nextTryAt, lastError: error, version: order.version + 1 }
      const after = { ...order, ...tried, timeline: [...order.timeline, ...timeline] }
      const postponed = await statements.change(rowOf(order, after, undefined), events)
      return postponed ? after : present(order.id)
    },
  }

  async function move(order: SagaOrder, moves: readonly Move[]): Promise<Moved> {
    const after = moves.reduce((before, each) => applyMove(before, each), order)
    const { at } = moves.at(-1)!
    const lease = after.nextTryAt && after.nextTryAt <= at ? leaseFrom(at) : undefined
    const row = rowOf(order, after, lease)
    const events = moves.flatMap((each) => each.events?.(after) ?? [])
    if (!moves.some((each) => each.isConfirmation))
      return (await statements.change(row, events)) ? { isMoved: true, order: after } : notMoved(order)

    const confirmed = await statements.confirm({ ...row, format: numberFormat }, events)
    return confirmed ? { isMoved: true, order: { ...after, number: confirmed.number } } : notMoved(order)
  }

  async function find(id: string): Promise<SagaOrder | undefined> {
    const row = await statements.find({ id })
    return row && orderOf(row)
  }

  async function present(id: string): Promise<SagaOrder> {
    const order = await find(id)
    if (!order) throw new TypeError(`order ${id} is gone, and orders are never deleted`)
    return order
  }

  async function notMoved({ id }: SagaOrder): Promise<Moved> {
    return { isMoved: false, order: await present(id) }
  }
}

const newRow = (order: SagaOrder) => ({ ...fixedRow(order), ...changingRow(order, leaseFrom(order.placedAt)) })

const rowOf = (before: SagaOrder, after: SagaOrder, leaseUntil: Date | undefined) => ({
  ...changingRow(after, leaseUntil),
  id: before.id,
  known_version: before.version,
})
