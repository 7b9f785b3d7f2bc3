import type { Mutant } from '../mutant.ts'

const PAYMENT = 'services/payment-service/src'

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
]
