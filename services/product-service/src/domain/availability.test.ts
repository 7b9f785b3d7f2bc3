import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { availabilityOf, available, availableOf, type Stocked } from './availability.ts'

const counted = (onHand: number, reserved = 0): Stocked => ({ tracked: true, soldOutPolicy: 'deny', onHand, reserved })

describe('availability', () => {
  it('is what is on hand and not promised, and never below zero', () => {
    assert.deepEqual([counted(7, 2), counted(2, 2), counted(-3)].map(available), [5, 0, 0])
  })

  it('is without limit when nobody counts or the merchant sells on', () => {
    assert.equal(available({ ...counted(0), tracked: false }), undefined)
    assert.equal(available({ ...counted(-4), soldOutPolicy: 'continue' }), undefined)
  })

  it('tells a shopper how many are left only when they are few', () => {
    assert.deepEqual([undefined, 6, 5, 1, 0].map(availabilityOf), [
      { state: 'in-stock' },
      { state: 'in-stock' },
      { state: 'low-stock', left: 5 },
      { state: 'low-stock', left: 1 },
      { state: 'sold-out' },
    ])
  })

  it('adds up the variants of a product', () => {
    assert.equal(availableOf([counted(2), counted(-9), counted(5, 4)]), 3)
    assert.equal(availableOf([counted(2), { ...counted(0), soldOutPolicy: 'continue' }]), undefined)
    assert.equal(availableOf([]), 0)
  })
})
