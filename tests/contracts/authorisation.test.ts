import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Access, RouteSpec } from '@mallhive/contract'
import { serviceToken } from '@mallhive/testkit'
import { runServices, signInPeople, type People, type RunningServices } from '../surroundings/services.ts'
import { everyOperation, fittingCall, send } from './every-operation.ts'

const CALLERS = ['anonymous', 'guest', 'owner', 'other', 'admin', 'the named service', 'another service'] as const
type CallerName = (typeof CALLERS)[number]
type Verdict = 'let in' | 'auth.missing' | 'auth.forbidden' | 'request.not_found'

/** What the contract promises for a caller, written apart from the code that decides it. `path` names the owner in the address. */
function promised(spec: RouteSpec, caller: CallerName): Verdict {
  const allows = (access: Access) => spec.access.includes(access)
  if (allows('public')) return 'let in'
  if (caller === 'anonymous') return 'auth.missing'
  if (caller === 'another service') return 'auth.forbidden'
  if (caller === 'the named service')
    return spec.access.some((access) => access.startsWith('service:')) ? 'let in' : 'auth.forbidden'
  if (allows('user')) return 'let in'
  if (caller === 'admin' && allows('admin')) return 'let in'
  if (!allows('owner')) return 'auth.forbidden'
  return spec.owner === undefined || caller === 'owner' ? 'let in' : 'request.not_found'
}

describe('authorisation matrix of all contracts (P18)', () => {
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

  async function tokenOf(spec: RouteSpec, caller: CallerName): Promise<string | undefined> {
    const named = spec.access.find((access) => access.startsWith('service:'))?.slice('service:'.length)
    switch (caller) {
      case 'anonymous':
        return undefined
      case 'the named service':
        return serviceToken(named ?? 'order-service')
      case 'another service':
        return serviceToken('recommendation-service')
      default:
        return people[caller].accessToken
    }
  }

  for (const operation of everyOperation) {
    const { service, spec } = operation
    it(`${service} ${spec.operationId}: ${spec.access.join(', ')}`, async () => {
      for (const caller of CALLERS) {
        // These end the very sessions that the other rows need; the sessions' own tests try them.
        if (['signOut', 'signOutEverywhere'].includes(spec.operationId) && promised(spec, caller) === 'let in') continue
        const token = await tokenOf(spec, caller)
        const call = fittingCall(operation, { owner: people.owner.user.id })
        const answer = await send(running.address(service), call, {
          authorization: token === undefined ? undefined : `Bearer ${token}`,
        })
        const code = answer.body?.code ?? ''
        const refusals = [
          'auth.missing',
          'auth.forbidden',
          'auth.invalid',
          ...(spec.owner === undefined ? [] : ['request.not_found']),
        ]
        const verdict = refusals.includes(code) ? code : 'let in'
        assert.equal(verdict, promised(spec, caller), `${caller}: ${answer.status} ${answer.text.slice(0, 200)}`)
        assert.ok(answer.status < 500, `${caller}: ${answer.status} ${answer.text.slice(0, 200)}`)
      }
      const forged = await send(running.address(service), fittingCall(operation), {
        authorization: `Bearer ${people.admin.accessToken.slice(0, -6)}AAAAAA`,
      })
      assert.equal(forged.body?.code, 'auth.invalid')
    })
  }
})
