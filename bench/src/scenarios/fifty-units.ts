import { productApi } from '@mallhive/product-service/contract'
import { sells, merchantOf } from '../merchant.ts'
import { prepareOrders } from '../prepared-orders.ts'
import { becomesQuiet } from '../quiet.ts'
import { must, place } from '../shopper.ts'
import type { Scenario } from './scenario.ts'
import type { Client } from '@mallhive/contract'

const UNITS = 50
const SHOPPERS = 200
const ROUNDS = 3
const SECONDS_MAX = 0.5

export const fiftyUnits: Scenario = {
  name: 'fifty-units',
  about: '200 shoppers order the same product at the same moment; there are 50',
  async run({ mall, row, say }) {
    const { ports, pid } = await mall()
    const merchant = await merchantOf(await mall())
    const rounds: number[] = []
    const counted = { sold: 0, told: 0, other: 0 }
    for (let round = 1; round <= ROUNDS; round += 1) {
      const variantId = await sells(merchant, `Rare thing ${round}`, UNITS)
      const wishes = await prepareOrders(ports, SHOPPERS, () => [variantId])
      await becomesQuiet(pid)
      const began = performance.now()
      const answers = await Promise.all(wishes.map((wish) => place(ports, wish).catch(String)))
      rounds.push((performance.now() - began) / 1_000)
      for (const answer of answers) counted[outcomeOf(answer)] += 1
      const left = await unsold(merchant, variantId, pid)
      say(`  round ${round}: ${rounds.at(-1)!.toFixed(2)} s, ${left} left in stock`)
      if (left !== 0) counted.other += Math.abs(left)
    }
    const seconds = rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
    const [sold, told] = [counted.sold / ROUNDS, counted.told / ROUNDS]
    row({
      what: `${UNITS} units, ${SHOPPERS} shoppers (median of ${ROUNDS})`,
      measured: `${sold} sold, ${told} told, ${counted.other} errors, ${seconds.toFixed(2)} s`,
      target: `${UNITS} sold, ${SHOPPERS - UNITS} told, 0 errors, < ${SECONDS_MAX} s`,
      isMet: sold === UNITS && told === SHOPPERS - UNITS && seconds < SECONDS_MAX,
      failed: counted.other,
    })
  },
}

const REFUSALS = new Set(['order.sold_out', 'order.unavailable'])

function outcomeOf(answer: string | { status: number; body?: unknown }): 'sold' | 'told' | 'other' {
  if (typeof answer === 'string') return 'other'
  if (answer.status === 201) return 'sold'
  return answer.status === 409 && REFUSALS.has((answer.body as { code: string }).code) ? 'told' : 'other'
}

/** What is on hand when everything that the orders set in motion is done. */
async function unsold(merchant: Client<typeof productApi>, variantId: string, pid: number): Promise<number> {
  await becomesQuiet(pid)
  const { levels } = must(200, await merchant.getStock({ params: { variantId } }))
  return levels.reduce((sum, { onHand }) => sum + onHand, 0)
}
