import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { dyingAtEveryPoint, PAYS } from './every-point.ts'

dyingAtEveryPoint([
  { name: 'an order that is paid', plan: PAYS, each: 2 },
  { name: 'a declined card', plan: { ...PAYS, card: TEST_CARDS.declines }, each: 2 },
])
