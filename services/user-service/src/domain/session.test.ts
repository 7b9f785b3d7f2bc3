import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judgeRefresh, refreshEnd } from './session.ts'

const at = (time: string) => new Date(`2026-11-21T${time}Z`)
const token = { expiresAt: at('18:00:00'), usedAt: undefined, wasFollowed: false }
const used = { ...token, usedAt: at('12:00:00') }

describe('a refresh token', () => {
  it('is exchanged until it expires', () => {
    assert.equal(judgeRefresh(token, at('17:59:59')), 'rotate')
    assert.equal(judgeRefresh(token, at('18:00:00')), 'expired')
  })

  it('may come again for ten seconds, and not a moment longer', () => {
    assert.equal(judgeRefresh(used, at('12:00:10')), 'rotate')
    assert.equal(judgeRefresh(used, at('12:00:10.001')), 'reuse')
  })

  it('may not come again when somebody went on with what it was exchanged for', () => {
    assert.equal(judgeRefresh({ ...used, wasFollowed: true }, at('12:00:01')), 'reuse')
  })

  it('lives no longer than its session', () => {
    assert.deepEqual(refreshEnd(at('12:00:00'), 30, at('18:00:00')), at('18:00:00'))
    assert.deepEqual(refreshEnd(at('12:00:00'), 30, new Date('2027-01-01T00:00:00Z')), new Date('2026-12-21T12:00:00Z'))
  })
})
