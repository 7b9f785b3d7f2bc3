import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { postponed } from './retry.ts'
import type { SagaOrder } from './order.ts'
import { allows, FULFILMENT_MOVES, isFinal, ORDER_MOVES, PAYMENT_MOVES, SAGA_MOVES, type SagaState } from './states.ts'

/** Every pair of states that a table allows, written out. */
const pairsOf = <S extends string>(table: Record<S, readonly S[]>) =>
  (Object.keys(table) as S[]).flatMap((from) =>
    (Object.keys(table) as S[]).flatMap((to) => (from !== to && allows(table, from, to) ? [`${from} → ${to}`] : [])),
  )

describe('the states of an order', () => {
  it('follow the domain’s lines and no others', () => {
    assert.deepEqual(pairsOf<keyof typeof ORDER_MOVES>(ORDER_MOVES), [
      'pending → confirmed',
      'pending → failed',
      'confirmed → closed',
      'confirmed → cancelled',
    ])
    assert.deepEqual(pairsOf<keyof typeof FULFILMENT_MOVES>(FULFILMENT_MOVES), [
      'unfulfilled → partly-shipped',
      'unfulfilled → shipped',
      'partly-shipped → shipped',
      'shipped → delivered',
      'shipped → partly-returned',
      'shipped → returned',
      'delivered → partly-returned',
      'delivered → returned',
      'partly-returned → returned',
    ])
  })

  it('never leave an end, and never give back money that was not taken for good', () => {
    for (const end of ['failed', 'cancelled', 'closed'] as const) assert.deepEqual(ORDER_MOVES[end], [])
    for (const end of ['refunded', 'voided', 'failed'] as const) assert.deepEqual(PAYMENT_MOVES[end], [])
    assert.equal(allows<keyof typeof PAYMENT_MOVES>(PAYMENT_MOVES, 'captured', 'voided'), false)
    assert.equal(allows<keyof typeof PAYMENT_MOVES>(PAYMENT_MOVES, 'none', 'captured'), false)
  })

  it('lead every saga to an end, whichever way it takes', () => {
    const states = Object.keys(SAGA_MOVES) as SagaState[]
    const reachesEnd = (from: SagaState, seen: readonly SagaState[] = []): boolean =>
      isFinal(from) || SAGA_MOVES[from].every((to) => !seen.includes(to) && reachesEnd(to, [...seen, from]))
    assert.deepEqual(
      states.filter((state) => !reachesEnd(state)),
      [],
    )
    assert.deepEqual(states.filter(isFinal), ['committed', 'failed', 'cancelled'])
  })
})

describe('a step that fails', () => {
  it('is tried again after twice the time, at most five minutes, and a person is told at the ninth try', () => {
    const now = new Date('2026-11-21T13:06:00Z')
    const order = (attempts: number) => ({ id: 'x', saga: 'captured', attempts, onHold: attempts >= 9 }) as SagaOrder
    const tries = Array.from({ length: 12 }, (_, attempts) => postponed(order(attempts), 'no answer', now))
    assert.deepEqual(
      tries.map(({ nextTryAt }) => (nextTryAt.getTime() - now.getTime()) / 1_000),
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300],
    )
    assert.deepEqual(
      tries.map(({ events }) => events.length),
      [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
    )
  })
})
