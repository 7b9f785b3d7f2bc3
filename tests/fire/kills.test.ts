import assert from 'node:assert/strict'
import { it } from 'node:test'
import { serviceNames } from '@mallhive/mall/services'
import { DECIDED_WITHIN_MS, kills } from './kills.ts'

/** Each service twice, in ever other company, and then all of them. */
const GROUPS = [
  ['product-service', 'order-service'],
  ['user-service', 'payment-service', 'sandbox-provider'],
  ['cart-service', 'notification-service', 'order-service'],
  ['payment-service', 'product-service'],
  ['sandbox-provider', 'cart-service'],
  ['notification-service', 'user-service'],
  serviceNames,
  serviceNames,
]

it('services, and all at once, killed by SIGKILL while a crowd orders: every promise is kept, and no order waits long (P4, P15)', async (t) => {
  const rounds = GROUPS.map((services) => ({ name: services.join(', '), services }))
  const seed = Math.floor(Math.random() * 1_000_000)
  const restarts: number[] = []
  const { faults, counts, decidedMs } = await kills(t, {
    rounds,
    shoppers: 4,
    seed,
    tell: ({ restartMs }) => restarts.push(Math.round(restartMs)),
  })
  t.diagnostic(
    `seed ${seed}: ready again after ${restarts} ms; ${JSON.stringify(counts)}, decided after ${decidedMs} ms`,
  )
  assert.deepEqual(faults, [])
  assert.equal(counts.unanswered, 0)
  assert.ok(counts.confirmed >= rounds.length, `only ${counts.confirmed} orders came through: too few to show anything`)
  assert.ok(decidedMs < DECIDED_WITHIN_MS)
})
