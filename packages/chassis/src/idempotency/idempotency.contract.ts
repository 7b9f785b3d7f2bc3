import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { newId } from '@mallhive/kernel'
import type { IdempotencyStore, Use } from './idempotency.ts'

const use: Use = { scope: 'ann', key: 'key-00000001', operation: 'placeOrder', requestHash: 'h1' }
const answer = { status: 201, body: { total: 900 }, headers: { etag: '"1"' } }

/** What every store of Idempotency-Keys promises. `expire` makes all leases run out. */
export function idempotencyContract(
  adapter: string,
  open: (t: TestContext) => Promise<{ store: IdempotencyStore; expire: () => Promise<void> }>,
) {
  describe(`idempotency contract: ${adapter}`, () => {
    it('lets one of twenty run and answers the others that it runs', async (t) => {
      const { store } = await open(t)
      const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(use)))
      assert.deepEqual(claims.map((claim) => claim.state).sort(), [
        'run',
        ...Array.from({ length: 19 }, () => 'running'),
      ])
    })

    it('answers a repeat with the stored reply', async (t) => {
      const { store } = await open(t)
      const claim = await store.claim(use)
      assert.equal(claim.state, 'run')
      await store.finish(use, newId(), answer, false)
      assert.deepEqual(await store.claim(use), { state: 'running' })
      await store.finish(use, claim.state === 'run' ? claim.id : '', answer, false)
      assert.deepEqual(await store.claim(use), { state: 'done', answer })
    })

    it('refuses the key for another request, also while the first runs', async (t) => {
      const { store } = await open(t)
      await store.claim(use)
      assert.deepEqual(await store.claim({ ...use, requestHash: 'h2' }), { state: 'reused' })
      assert.deepEqual(await store.claim({ ...use, operation: 'cancelOrder' }), { state: 'reused' })
    })

    it('does not mix the keys of two callers', async (t) => {
      const { store } = await open(t)
      await store.claim(use)
      assert.equal((await store.claim({ ...use, scope: 'ben', requestHash: 'h2' })).state, 'run')
    })

    it('runs again under the same id when the first died or failed', async (t) => {
      const { store, expire } = await open(t)
      const first = await store.claim(use)
      await expire()
      const second = await store.claim(use)
      assert.deepEqual(second, first)
      assert.equal(first.state, 'run')
      await store.abandon(use, newId())
      assert.deepEqual(await store.claim(use), { state: 'running' })
      await store.abandon(use, first.state === 'run' ? first.id : '')
      assert.deepEqual(await store.claim(use), first)
    })

    it('keeps no secret reply: a repeat runs again under the same id', async (t) => {
      const { store } = await open(t)
      const first = await store.claim(use)
      await store.finish(use, first.state === 'run' ? first.id : '', answer, true)
      assert.deepEqual(await store.claim(use), first)
    })
  })
}
