import type { Mutant } from '../mutant.ts'

export const ACCESS: readonly Mutant[] = [
  {
    name: 'owner-in-the-address',
    promise: 'Others’ things do not exist (P18)',
    file: 'packages/chassis/src/access.ts',
    text: "return params[spec.owner] === caller.id ? undefined : 'request.not_found'",
    instead: 'return undefined',
    tests: ['packages/chassis/src/access.test.ts'],
  },
  {
    name: 'owner-of-an-order',
    promise: 'Others’ orders do not exist (P18)',
    file: 'services/order-service/src/http/order-routes.ts',
    text: 'return order && (order.ownerId === caller.id || isStaff(caller)) ?',
    instead: 'return order ?',
    tests: ['services/order-service/tests/place.test.ts'],
  },
  {
    name: 'refresh-token-used-again',
    promise: 'A refresh token that is used again ends its family (P19)',
    file: 'services/user-service/src/domain/session.ts',
    text: "return isRepeat ? 'rotate' : 'reuse'",
    instead: "return 'rotate'",
    tests: ['services/user-service/tests/session.test.ts'],
  },
]
