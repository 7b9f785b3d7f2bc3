import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Answer } from '@mallhive/contract'
import { pending } from '../pending.ts'
import { logger } from '../telemetry.ts'
import type { Use } from './idempotency.ts'
import { memoryIdempotency } from './memory.ts'
import { once, type Ways } from './once.ts'

const use: Use = { scope: 'ann', key: 'key-00000001', operation: 'placeOrder', requestHash: 'h1' }
const made: Answer = { status: 201, body: { total: 900 } }
const failed: Answer = { status: 503, body: { code: 'service.unavailable' } }
const never = () => Promise.reject(new Error('must not run'))

/** Keys of one process. A quick way takes the key as its first statement would, and remembers who ran. */
function surroundings() {
  const idempotency = memoryIdempotency()
  const keys = { idempotency, keeping: pending(), log: logger('test', { LOG_LEVEL: 'silent' }) }
  const ask = (ways: Partial<Ways>) => once(use, { usual: never, isSecret: false, ...ways }, keys)
  const taking = (answer: Answer) => async () => {
    const claim = await idempotency.claim(use)
    return claim.state === 'run' ? answer : undefined
  }
  return { idempotency, keys, ask, taking }
}

describe('a request that takes its key by itself', () => {
  it('is answered before its reply is kept, and a repeat waits for the kept one', async () => {
    const { idempotency, ask } = surroundings()
    const { finish } = idempotency
    let keep = () => {}
    // The claim's id is the store's own here, where a statement would store the id that it was given.
    let claimed = ''
    const kept = new Promise<void>((resolve) => (keep = resolve))
    Object.assign(idempotency, {
      finish: async (...[of, , answer, secret]: Parameters<typeof finish>) => {
        await kept
        await finish(of, claimed, answer, secret)
      },
    })
    const quick = async () => {
      const claim = await idempotency.claim(use)
      if (claim.state === 'run') claimed = claim.id
      return claim.state === 'run' ? made : undefined
    }
    assert.deepEqual(await ask({ quick }), made)
    const again = ask({ quick })
    assert.equal(await Promise.race([again, new Promise((resolve) => setTimeout(resolve, 20, 'waits'))]), 'waits')
    keep()
    assert.deepEqual(await again, { ...made, headers: { 'idempotency-replayed': 'true' } })
  })

  it('goes the usual way when there was nothing to take the key for', async () => {
    const { ask } = surroundings()
    const refused: Answer = { status: 409, body: { code: 'order.total_changed' } }
    assert.deepEqual(await ask({ quick: async () => undefined, usual: async () => refused }), refused)
    assert.deepEqual(await ask({ usual: never }), { ...refused, headers: { 'idempotency-replayed': 'true' } })
  })

  it('that fails does not free the key of another who runs with it', async () => {
    const { idempotency, keys, ask } = surroundings()
    await idempotency.claim(use)
    assert.deepEqual(await ask({ quick: async () => failed }), failed)
    await keys.keeping.settled()
    assert.equal(await ask({ quick: async () => undefined }), 'idempotency.running')
  })

  it('keeps who asks waiting no longer when its reply cannot be kept', async () => {
    const { idempotency, keys, ask, taking } = surroundings()
    Object.assign(idempotency, { finish: () => Promise.reject(new Error('the database is away')) })
    assert.deepEqual(await ask({ quick: taking(made) }), made)
    await keys.keeping.settled()
    assert.equal(await ask({ quick: taking(made) }), 'idempotency.running')
  })
})
