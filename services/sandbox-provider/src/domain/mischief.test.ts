import assert from 'node:assert/strict'
import { it } from 'node:test'
import { departures } from './mischief.ts'

it('sends a webhook at once, late, twice, or so that the next one overtakes it', () => {
  assert.deepEqual(departures('none', 1, 700), [0])
  assert.deepEqual(departures('late', 1, 700), [700])
  assert.deepEqual(departures('twice', 1, 700), [0, 700])
  assert.deepEqual(
    [1, 2, 3].map((sequence) => departures('reordered', sequence, 700)),
    [[700], [0], [700]],
  )
})
