import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { exponentOf } from './currency.ts'
import { allocate, divideRounded, sum } from './money.ts'

describe('money', () => {
  it('adds amounts of one currency and refuses to mix two', () => {
    assert.deepEqual(
      sum('EUR', [
        { amount: 1, currency: 'EUR' },
        { amount: 2, currency: 'EUR' },
      ]),
      { amount: 3, currency: 'EUR' },
    )
    assert.throws(() => sum('EUR', [{ amount: 1, currency: 'USD' }]), /cannot add USD to EUR/)
  })

  it('rounds halves away from zero', () => {
    const asked = [
      [5, 2],
      [-5, 2],
      [4, 3],
      [5, 3],
      [1, 2],
      [-1, 2],
      [1, 3],
      [-2, 3],
      [0, 7],
    ] as const
    assert.deepEqual(
      asked.map(([n, d]) => divideRounded(n, d)),
      [3, -3, 1, 2, 1, -1, 0, -1, 0],
    )
  })

  it('gives the cents that do not divide to the largest remainders', () => {
    assert.deepEqual(allocate(100, [1, 1, 1]), [34, 33, 33])
    assert.deepEqual(allocate(5, [3, 7]), [2, 3])
    assert.deepEqual(allocate(0, [3, 7]), [0, 0])
  })

  it('allocates every amount without losing or making a cent', () => {
    const weights = fc
      .array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 })
      .filter((list) => list.some((w) => w > 0))
    fc.assert(
      fc.property(fc.nat(1_000_000_000), weights, (amount, shares) => {
        assert.equal(
          allocate(amount, shares).reduce((a, b) => a + b, 0),
          amount,
        )
      }),
    )
  })

  it('knows the currencies that have no cents and those that have thousandths', () => {
    assert.deepEqual(['EUR', 'JPY', 'KWD'].map(exponentOf), [2, 0, 3])
  })
})
