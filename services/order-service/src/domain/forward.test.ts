import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { afterReserve } from './forward.ts'
import { applyMove } from './move.ts'
import type { SagaOrder } from './order.ts'

const PLACED = new Date('2026-11-21T13:06:00Z')
const later = (seconds: number) => new Date(PLACED.getTime() + seconds * 1_000)
const order = (saga: SagaOrder['saga']) =>
  ({ id: 'x', saga, state: 'pending', paymentStatus: 'none', placedAt: PLACED, timeline: [] }) as unknown as SagaOrder
const refused = { kind: 'refused', code: 'variant.not_found' } as const

describe('an order whose stock is refused', () => {
  it('has only stock to give back on its first walk, when nobody can have asked for money', () => {
    assert.equal(afterReserve(order('placed'), refused, later(9)).to, 'voided')
  })

  it('gives back the money first when another walk may have asked for it and died before it said so', () => {
    const move = afterReserve(order('placed'), refused, later(31))
    assert.equal(move.to, 'failing')
    assert.equal(applyMove(order('placed'), move).saga, 'failing')
  })
})
