import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { dyingAtEveryPoint } from './every-point.ts'

const paid = { card: TEST_CARDS.approves, atBank: 'approve', cancels: false, pressesTwice: false } as const

dyingAtEveryPoint([
  { name: 'an order that is paid', plan: paid, each: 2 },
  { name: 'a declined card', plan: { ...paid, card: TEST_CARDS.declines }, each: 2 },
])
