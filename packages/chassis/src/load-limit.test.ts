import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadLimit, type LoadLimit } from './load-limit.ts'

/** Says the same delay every 100 ms, from one time up to the other. */
function hears(limit: LoadLimit, delayMs: number, fromMs: number, toMs: number): number {
  for (let at = fromMs; at < toMs; at += 100) limit.hear(delayMs, at)
  return limit.now
}

describe('the limit of requests under way', () => {
  it('stays whole through a burst that makes the event loop late for less than a second', () => {
    const limit = loadLimit(500, 30)
    assert.equal(hears(limit, 200, 0, 1_000), 500)
    assert.equal(hears(limit, 5, 1_000, 1_100), 500)
    assert.equal(hears(limit, 200, 1_100, 2_100), 500)
  })

  it('falls step by step while the event loop stays late, never below what it needs to learn that the load is over', () => {
    const limit = loadLimit(500, 30)
    assert.equal(hears(limit, 31, 0, 1_100), 400)
    assert.equal(hears(limit, 31, 1_100, 1_200), 320)
    assert.equal(hears(limit, 31, 1_200, 10_000), 32)
  })

  it('falls at once when the lateness comes back before it has recovered', () => {
    const limit = loadLimit(500, 30)
    hears(limit, 31, 0, 1_100)
    assert.equal(hears(limit, 10, 1_100, 1_200), 421)
    assert.equal(hears(limit, 31, 1_200, 1_300), 336)
  })

  it('is whole again some seconds after the load has gone', () => {
    const limit = loadLimit(500, 30)
    hears(limit, 31, 0, 10_000)
    assert.equal(hears(limit, 0, 10_000, 14_000), 500)
  })

  it('never rises above a small limit that was set', () => {
    const limit = loadLimit(4, 30)
    assert.equal(hears(limit, 100, 0, 5_000), 4)
  })
})
