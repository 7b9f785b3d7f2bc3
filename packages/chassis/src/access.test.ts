import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { route, type Access } from '@mallhive/contract'
import { Type } from 'typebox'
import { refuseAccess } from './access.ts'
import { ANONYMOUS, type Caller } from './auth.ts'

const operation = (...access: Access[]) =>
  route({
    operationId: 'x',
    summary: 'X',
    method: 'GET',
    path: '/:userId',
    owner: 'userId',
    access,
    replies: { 200: Type.Object({}) },
  })
const user = (id: string, ...roles: string[]): Caller => ({ kind: 'user', id, roles, guest: false, sessionId: 's' })
const order: Caller = { kind: 'service', name: 'order-service' }

describe('access', () => {
  it('decides by kind of caller', () => {
    const table: [Access[], Caller, string | undefined][] = [
      [['public'], ANONYMOUS, undefined],
      [['user'], ANONYMOUS, 'auth.missing'],
      [['user'], user('ann', 'shopper'), undefined],
      [['user'], order, 'auth.forbidden'],
      [['owner'], user('ann', 'shopper'), undefined],
      [['owner'], user('ben', 'shopper'), 'request.not_found'],
      [['owner'], user('ben', 'admin'), 'request.not_found'],
      [['owner', 'admin'], user('ben', 'admin'), undefined],
      [['admin'], user('ann', 'shopper'), 'auth.forbidden'],
      [['service:order-service'], order, undefined],
      [['service:order-service'], { kind: 'service', name: 'cart-service' }, 'auth.forbidden'],
      [['service:order-service'], user('ann', 'admin'), 'auth.forbidden'],
    ]
    for (const [access, caller, expected] of table) {
      assert.equal(
        refuseAccess(operation(...access), caller, { userId: 'ann' }),
        expected,
        `${access.join()} by ${JSON.stringify(caller)}`,
      )
    }
  })
})
