import type { Client } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { orderApi, type Order } from '@mallhive/order-service/contract'
import { sandboxApi, TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { userToken } from '@mallhive/testkit'
import { expected } from '../surroundings/services.ts'
import { orderFor } from '../surroundings/shopper.ts'
import { stubborn } from '../surroundings/stubborn.ts'
import type { FragileShop } from './fragile-shop.ts'

/** By the shop's clock, which jumps by an hour. */
export const STUBBORN = { againAfterMs: 50, patienceMs: 2 * 3_600_000 }

type Placing = Parameters<Client<typeof orderApi>['placeOrder']>[0]

export interface Customer {
  readonly userId: string
  readonly orders: Client<typeof orderApi>
  /** All that is needed to order one of this: the same request again is the same order. */
  order(variantId: string, card?: string): Promise<Placing>
  /** At the page where the order has sent its shopper. */
  tellBank(order: Order, decision: 'approve' | 'decline'): Promise<void>
}

/** Who has jumped in time may find that nobody answers for a moment, as people do whose shop is away: they ask again. */
async function made<R extends { readonly status: number; readonly body: unknown }>(ask: () => Promise<R>) {
  const answer = await stubborn(ask, STUBBORN)
  if (!answer) throw new Error('nobody answered')
  return expected(201, answer)
}

/** A guest of a fragile shop, who does one thing at a time as a test wants it. */
export async function customerOf(shop: FragileShop): Promise<Customer> {
  const userId = newId()
  const token = await userToken({ id: userId, guest: true })
  const [orders, sandbox] = [shop.client(orderApi, token), shop.client(sandboxApi, token)]
  return {
    userId,
    orders,
    async order(variantId, number = TEST_CARDS.approves) {
      const lines = [{ variantId, quantity: 1 }]
      const quote = await made(() => orders.createQuote({ body: { lines, country: 'DE' } }))
      const card = { number, expiryMonth: 12, expiryYear: 2040, code: '123' }
      const { token } = await made(() => sandbox.createToken({ body: card }))
      return { idempotencyKey: newId(), body: orderFor(lines, quote, token) }
    },
    async tellBank({ nextAction }, decision) {
      const chargeId = /second-step\/([^/]+)$/.exec(nextAction!.url)![1]!
      const stream = new Blob(['']).stream() as ReadableStream<Uint8Array>
      expected(303, await sandbox.decideSecondStep({ params: { chargeId, decision }, stream }))
    },
  }
}
