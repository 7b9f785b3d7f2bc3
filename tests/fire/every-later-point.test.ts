import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { dyingAtEveryPoint, PAYS } from './every-point.ts'

dyingAtEveryPoint([
  { name: 'a second step at the bank', plan: { ...PAYS, card: TEST_CARDS.asksForSecondStep }, each: 7 },
  { name: 'a paid order that is cancelled', plan: { ...PAYS, cancels: true }, each: 2 },
])
