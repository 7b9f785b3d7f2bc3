import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { dyingAtEveryPoint } from './every-point.ts'

const paid = { card: TEST_CARDS.approves, atBank: 'approve', cancels: false, pressesTwice: false } as const

dyingAtEveryPoint([
  { name: 'a second step at the bank', plan: { ...paid, card: TEST_CARDS.asksForSecondStep }, each: 7 },
  { name: 'a paid order that is cancelled', plan: { ...paid, cancels: true }, each: 2 },
])
