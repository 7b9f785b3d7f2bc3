import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Answer } from '@mallhive/contract'
import { pending } from '../pending.ts'
import { logger } from '../telemetry.ts'
import type { IdempotencyStore, Use } from './idempotency.ts'
import { memoryIdempotency } from './memory.ts'
import { once, type Ways } from './once.ts'

const use: Use = { scope: 'ann', key: 'key-00000001', operation: 'placeOrder', requestHash: 'h1' }
const made: Answer = { status: 201, body: { total: 900 } }
const replayed: Answer = { ...made, headers: { 'idempotency-replayed': 'true' } }
const failed: Answer = { status: 503, body: { code: 'service.unavailable' } }
const never = () => Promise.reject(new Error('must not run'))

/** Keys of one process, and a quick way that takes the key under the id it is given, as a statement does. */
function surroundings() {
  const store = memoryIdempotency()
  const claimed = new Map<string, string>()
  const own = (id: string) => claimed.get(id) ?? id
  const idempotency: IdempotencyStore = {
    ...store,
    finish: (use, id, answer, secret) => store.finish(use, own(id), answer, secret),
    abandon: (use, id) => store.abandon(use, own(id)),
  }
  const keys = { idempotency, keeping: pending(), log: logger('test', { LOG_LEVEL: 'silent' }) }
  const ask = (ways: Partial<Ways>) => once(use, { usual: never, isSecret: false, ...ways }, keys)
  const taking = (answer: Answer) => async (id: string) => {
    const claim = await store.claim(use)
    if (claim.state !== 'run') return undefined
    claimed.set(id, claim.id)
    return answer
  }
  return { idempotency, keys, ask, taking }
}

describe('a request that takes its key by itself', () => {
  it('is answered before its reply is kept, and a repeat waits for the kept one', async () => {
    const { idempotency, ask, taking } = surroundings()
    const { finish } = idempotency
    let keep = () => {}
    const kept = new Promise<void>((resolve) => (keep = resolve))
    Object.assign(idempotency, {
      finish: (...given: Parameters<typeof finish>) => kept.then(() => finish(...given)),
    })
    assert.deepEqual(await ask({ quick: taking(made) }), made)
    const again = ask({ quick: taking(made) })
    assert.equal(await Promise.race([again, new Promise((resolve) => setTimeout(resolve, 20, 'waits'))]), 'waits')
    keep()
    assert.deepEqual(await again, replayed)
  })

  it('is answered by the reply that is kept, also when it cannot be run now', async () => {
    const { ask, taking } = surroundings()
    await ask({ quick: taking(made) })
    assert.deepEqual(await ask({ quick: async () => failed }), replayed)
  })

  it('that took the key and failed frees it, for a repeat to run under the same id', async () => {
    const { ask, taking } = surroundings()
    assert.deepEqual(await ask({ quick: taking(failed) }), failed)
    assert.deepEqual(await ask({ quick: async () => undefined, usual: async () => made }), made)
  })

  it('goes the usual way when there was nothing to take the key for', async () => {
    const { ask } = surroundings()
    const refused: Answer = { status: 409, body: { code: 'order.total_changed' } }
    assert.deepEqual(await ask({ quick: async () => undefined, usual: async () => refused }), refused)
    assert.deepEqual(await ask({ usual: never }), { ...refused, headers: { 'idempotency-replayed': 'true' } })
  })

  it('that fails does not free the key of another who runs with it', async () => {
    const { idempotency, ask } = surroundings()
    await idempotency.claim(use)
    assert.deepEqual(await ask({ quick: async () => failed }), failed)
    assert.equal(await ask({ quick: async () => undefined }), 'idempotency.running')
  })

  it('frees the key when its reply cannot be kept: a repeat goes on with what it made', async () => {
    const { idempotency, keys, ask, taking } = surroundings()
    Object.assign(idempotency, { finish: () => Promise.reject(new Error('the database is away')) })
    assert.deepEqual(await ask({ quick: taking(made) }), made)
    await keys.keeping.settled()
    assert.equal((await idempotency.claim(use)).state, 'run')
  })
})
