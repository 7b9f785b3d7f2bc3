import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadLimit, type LoadLimit } from './load-limit.ts'

/** Says the same delay every 100 ms, from one time up to the other. */
function hears(limit: LoadLimit, delayMs: number, fromMs: number, toMs: number): number {
  for (let at = fromMs; at < toMs; at += 100) limit.hear(delayMs, at)
  return limit.at(0)
}

describe('the limit of requests under way', () => {
  it('stays whole through a burst that makes the event loop late for less than half a second', () => {
    const limit = loadLimit(300, 30)
    assert.equal(hears(limit, 100, 0, 400), 300)
    assert.equal(hears(limit, 5, 400, 500), 300)
    assert.equal(hears(limit, 100, 500, 900), 300)
  })

  it('falls in proportion to the lateness that stays, never below what it needs to learn that the load is over', () => {
    const limit = loadLimit(300, 30)
    assert.equal(hears(limit, 40, 0, 600), 225)
    assert.equal(hears(limit, 60, 600, 700), 112)
    assert.equal(hears(limit, 31, 700, 10_000), 16)
  })

  it('falls at the first word of a loop that stood still for half a second, and in that very turn', () => {
    const limit = loadLimit(300, 30)
    assert.equal(limit.at(499), 300)
    assert.equal(limit.at(500), 16)
    assert.equal(hears(limit, 600, 0, 100), 30)
  })

  it('falls at once when the lateness comes back before it has recovered', () => {
    const limit = loadLimit(300, 30)
    hears(limit, 40, 0, 600)
    assert.equal(hears(limit, 10, 600, 700), 248)
    assert.equal(hears(limit, 60, 700, 800), 124)
  })

  it('is whole again some seconds after the load has gone', () => {
    const limit = loadLimit(300, 30)
    hears(limit, 60, 0, 10_000)
    assert.equal(hears(limit, 0, 10_000, 14_000), 300)
  })

  it('never rises above a small limit that was set', () => {
    const limit = loadLimit(4, 30)
    assert.equal(hears(limit, 100, 0, 5_000), 4)
  })
})
