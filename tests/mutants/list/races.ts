import type { Mutant } from '../mutant.ts'

const ORDER = 'services/order-service/src'
const PAYMENT = 'services/payment-service/src'
const PRODUCT = 'services/product-service/src'

/** What only shows when two things come at the same moment. */
export const RACES: readonly Mutant[] = [
  {
    name: 'newest-picture-of-a-charge',
    promise: 'A webhook that comes late, or again, changes nothing (P5)',
    file: `${PAYMENT}/domain/absorb.ts`,
    text: 'if (charge.sequence <= before.sequence) return',
    instead: 'if (charge.sequence < 1) return',
    tests: ['tests/fire/mixes.test.ts'],
  },
  {
    name: 'captured-before-the-void',
    promise: 'Money that was taken while the order was cancelled goes back (P21)',
    file: `${ORDER}/saga/neighbours.ts`,
    text: "assertIn(answer, ['payment.captured'])",
    instead: "if (answer.body.code === 'payment.captured') return 'voided'",
    tests: ['tests/journeys/races-cancel.test.ts'],
  },
  {
    name: 'commit-after-the-hold-has-expired',
    promise: 'A confirmed order has its things, also when its reservation had expired (P3)',
    file: `${PRODUCT}/store/reservation-steps.ts`,
    text: `if (known.state === 'expired') {
    const held = await hold(step, orderId, linesOf(known.parts), by.at)`,
    instead: `if (false) {
    const held = await hold(step, orderId, linesOf(known.parts), by.at)`,
    tests: ['tests/journeys/races-expiry.test.ts'],
  },
  {
    name: 'too-late-to-pay',
    promise: 'An order whose reservation ends before it is paid costs nothing (P3)',
    file: `${ORDER}/domain/forward.ts`,
    text: "order.state === 'pending' && now.getTime() > order.placedAt.getTime() + PATIENCE_MS",
    instead: 'false',
    tests: ['tests/journeys/races-expiry.test.ts'],
  },
  {
    name: 'events-behind-a-parked-one',
    promise: 'Events of a key keep their order, also when one of them fails (P15)',
    file: 'packages/chassis/src/inbox.ts',
    text: 'if (blocked.has(consumer) || standing.isKeyParked(consumer, envelope)) {',
    instead: 'if (blocked.has(consumer)) {',
    tests: ['packages/chassis/src/inbox.test.ts', 'tests/operations/many-events.test.ts'],
  },
]
