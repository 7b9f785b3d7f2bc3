import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { isUnsafe, type RouteSpec } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { serviceToken } from '@mallhive/testkit'
import { runServices, signInPeople, type People, type RunningServices } from '../surroundings/services.ts'
import { everyOperation, fittingCall, send } from './every-operation.ts'

describe('Idempotency-Key on every unsafe operation (P7)', () => {
  const closings: (() => unknown)[] = []
  let running: RunningServices
  let people: People

  before(async () => {
    running = await runServices({ after: (work) => void closings.unshift(work as () => unknown) })
    people = await signInPeople(running)
  })
  after(async () => {
    for (const close of closings) await close()
  })

  const takesKey = everyOperation.filter(
    ({ spec }) =>
      isUnsafe(spec) &&
      spec.idempotencyKey !== 'ignored' &&
      !['signOut', 'signOutEverywhere', 'changePassword'].includes(spec.operationId),
  )

  it('is taken by every operation, or the contract says why a repeat is harmless', () => {
    const without = everyOperation.filter(
      ({ spec }) => isUnsafe(spec) && spec.idempotencyKey === 'ignored' && spec.repeatable !== true,
    )
    // A refresh token works once: it is its own key.
    assert.deepEqual(
      without.map(({ spec }) => spec.operationId),
      ['refresh'],
    )
  })

  for (const operation of takesKey) {
    const { service, spec } = operation
    it(`${service} ${spec.operationId}`, async () => {
      const authorization = await bearer(spec)
      const call = fittingCall(operation, { owner: people.owner.user.id })
      const ask = (key: string | undefined, body = call.body) =>
        send(
          running.address(service),
          { ...call, ...(body !== undefined && { body }) },
          { authorization, 'idempotency-key': key },
        )

      if (spec.idempotencyKey === 'required') assert.equal((await ask(undefined)).body?.code, 'idempotency.required')
      assert.equal((await ask('short')).body?.code, 'request.invalid')

      const key = newId()
      const both = await Promise.all([ask(key), ask(key)])
      const first = both.find((answer) => answer.body?.code !== 'idempotency.running')!
      const again = await ask(key)
      assert.ok(first.status < 500, first.text)
      assert.equal(again.status, first.status, again.text)
      if (spec.secretReply) return
      assert.equal(again.text, first.text)
      assert.equal(again.headers.get('idempotency-replayed'), 'true')
      assert.equal(again.headers.get('etag'), first.headers.get('etag'))

      const different = otherBody(operation, call.body)
      if (different !== undefined) assert.equal((await ask(key, different)).body?.code, 'idempotency.reused')
    })
  }

  async function bearer(spec: RouteSpec): Promise<string | undefined> {
    if (spec.access.includes('public')) return undefined
    const named = spec.access.find((access) => access.startsWith('service:'))
    if (spec.access.includes('owner') || spec.access.includes('user')) return `Bearer ${people.owner.accessToken}`
    if (spec.access.includes('admin')) return `Bearer ${people.admin.accessToken}`
    return `Bearer ${await serviceToken(named!.slice('service:'.length))}`
  }

  function otherBody(operation: (typeof takesKey)[number], body: string | undefined): string | undefined {
    if (!operation.spec.body) return undefined
    for (let seed = 8; seed < 40; seed++) {
      const other = fittingCall(operation, { seed }).body
      if (other !== body) return other
    }
    return undefined
  }
})
