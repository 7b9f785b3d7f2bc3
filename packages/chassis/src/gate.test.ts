import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as tick } from 'node:timers/promises'
import { gateOf } from './gate.ts'

/** Works that say when they begin, and end when told. */
function works() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    end: (name: string) => ends.get(name)!(),
    work: (name: string) => () => {
      begun.push(name)
      return new Promise<void>((resolve) => void ends.set(name, resolve))
    },
  }
}

describe('a gate', () => {
  it('lets as many in as it has slots, and the next as soon as one ends, in their order', async () => {
    const { begun, end, work } = works()
    const gate = gateOf(2)
    for (const name of ['a', 'b', 'c', 'd']) gate(work(name))
    assert.deepEqual(begun, ['a', 'b'])
    end('b')
    await tick()
    assert.deepEqual(begun, ['a', 'b', 'c'])
  })

  it('lets the largest go first, as long as nobody waits for too long', async (t) => {
    t.mock.method(performance, 'now', () => now)
    let now = 0
    const { begun, end, work } = works()
    const gate = gateOf(1, { largestFirstForMs: 50 })
    for (const [name, size] of [['a', 1], ['small', 1], ['grows', 1], ['large', 8]] as const) // biome-ignore format: a table
      gate(work(name), () => (name === 'grows' && now > 0 ? 9 : size))
    end('a')
    await tick()
    now = 10
    end('large')
    await tick()
    gate(work('larger'), () => 20)
    now = 50
    end('grows')
    await tick()
    assert.deepEqual(begun, ['a', 'large', 'grows', 'small'])
  })

  it('does not let what takes long keep the others, and counts its end only once', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { begun, end, work } = works()
    const gate = gateOf(1, { patienceMs: 5 })
    for (const name of ['slow', 'b', 'c']) gate(work(name))
    t.mock.timers.tick(4)
    assert.deepEqual(begun, ['slow'])
    t.mock.timers.tick(1)
    assert.deepEqual(begun, ['slow', 'b'])
    end('slow')
    await tick()
    assert.deepEqual(begun, ['slow', 'b'])
    end('b')
    await tick()
    assert.deepEqual(begun, ['slow', 'b', 'c'])
  })
})
