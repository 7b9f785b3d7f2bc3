import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as tick } from 'node:timers/promises'
import type { CatalogueVersion } from '../store/catalogue-version.ts'
import { keptAnswers } from './kept-answers.ts'

/** Answers that count how often they were made, under a version that the test moves. */
function counted(bytesMax = 1_000_000) {
  const state = { version: '1', made: 0 }
  const version: CatalogueVersion = { now: async () => state.version, forget: async () => undefined }
  const kept = keptAnswers(version, { bytesMax })
  const make = async () => ({ status: 200, body: { made: ++state.made } })
  const ask = async (...key: unknown[]) => (await kept.answer(key, make)).body.made
  return { state, kept, ask }
}

describe('kept answers', () => {
  it('are made once for each key and version', async () => {
    const { state, ask } = counted()
    assert.deepEqual([await ask('a'), await ask('a'), await ask('b'), await ask('a')], [1, 1, 2, 1])
    state.version = '2'
    assert.deepEqual([await ask('a'), await ask('a')], [3, 3])
  })

  it('are made once for many who ask at the same time', async () => {
    const { ask } = counted()
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 50 }, () => ask('a')))), new Set([1]))
  })

  it('are not kept when the version changed while they were made', async () => {
    const { state, kept, ask } = counted()
    let go: () => void = () => undefined
    const slow = kept.answer(['a'], async () => {
      await new Promise<void>((resolve) => (go = resolve))
      return { status: 200, body: { made: 0 } }
    })
    await tick()
    state.version = '2'
    assert.equal(await ask('a'), 1, 'who comes after the change does not wait for what was begun before it')
    go()
    assert.equal((await slow).body.made, 0)
    assert.equal(await ask('a'), 1)
  })

  it('are not kept when they are refusals or failures', async () => {
    const { kept } = counted()
    const refusal = async () => ({ status: 404, body: {} })
    assert.notEqual((await kept.answer(['a'], refusal)).body, (await kept.answer(['a'], refusal)).body)
    await assert.rejects(kept.answer(['b'], () => Promise.reject(new Error('away'))))
    assert.deepEqual(await kept.answer(['b'], refusal), { status: 404, body: {} })
    assert.equal(kept.bytes, 0)
  })

  it('stay within their memory: those asked last stay, and one that is too large is not kept', async () => {
    const { state, kept, ask } = counted(1_000)
    for (let index = 0; index < 100; index++) await ask(index)
    assert.ok(kept.bytes > 500 && kept.bytes <= 1_000, `${kept.bytes}`)
    const { made } = state
    await ask(99)
    assert.equal(state.made, made)
    await ask(0)
    assert.equal(state.made, made + 1)
    const large = async () => ({ status: 200, body: { text: 'x'.repeat(1_000) } })
    assert.notEqual(await kept.answer(['large'], large), await kept.answer(['large'], large))
  })

  it('cannot be changed by who gets them', async () => {
    const { kept } = counted()
    const list = async () => ({ status: 200, body: { items: [{ title: 'Lamp' }] } })
    await kept.answer(['a'], list)
    const { body } = await kept.answer(['a'], list)
    assert.throws(() => body.items.push({ title: 'Rug' }), TypeError)
    assert.throws(() => (body.items[0]!.title = 'Rug'), TypeError)
  })
})
