import assert from 'node:assert/strict'
import { it } from 'node:test'
import { departing } from './departing.ts'

const START = new Date('2026-11-21T12:00:00Z')
const later = (ms: number) => new Date(START.getTime() + ms)

it('leaves when the next one is due, and not for one beyond the next round or for none', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let left = 0
  const leaveAt = departing(
    () => (left += 1),
    1_000,
    () => START,
  )
  leaveAt(later(2_000))
  t.mock.timers.tick(3_000)
  assert.equal(left, 0)
  leaveAt(later(700))
  t.mock.timers.tick(699)
  assert.equal(left, 0)
  t.mock.timers.tick(1)
  assert.equal(left, 1)
  leaveAt(later(700))
  leaveAt(undefined)
  t.mock.timers.tick(3_000)
  assert.equal(left, 1)
})
