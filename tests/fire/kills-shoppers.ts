import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '@mallhive/kernel'
import { cartApi } from '@mallhive/cart-service/contract'
import { orderApi } from '@mallhive/order-service/contract'
import { sandboxApi, TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import type { Seeded } from '@mallhive/testkit'
import { userApi } from '@mallhive/user-service/contract'
import type { MallClient } from '../surroundings/mall.ts'
import { orderFor, type Wish } from '../surroundings/shopper.ts'
import { stubborn } from '../surroundings/stubborn.ts'

/** Longer than all kills of a shopper's order together, so that who gives up has found a shop that does not come back. */
const PATIENCE = { againAfterMs: 250, patienceMs: 300_000 }
/** Who waits longer for the answer to an order lets the next shopper in meanwhile: what a killed process had in hand is leased for a while. */
const NEXT_AFTER_MS = 2_000
const ANOTHER_CARD_EVERY = 4
/** Answers that the provider loses are a trouble of their own, which does not end with the kills. */
const OTHER_CARDS = [TEST_CARDS.declines, TEST_CARDS.answersSlowly, TEST_CARDS.refusesCapture]

/** One shopper's way through the shop, from their own point of view. */
export interface Visit {
  readonly userId: string
  /** What lies in the cart for certain, or nothing. */
  readonly added: Wish | undefined
}

export interface Crowd {
  readonly visits: readonly Visit[]
  readonly counts: Readonly<Record<'asked' | 'confirmed' | 'declined' | 'accepted' | 'unanswered', number>>
  /** Sentences about answers that should not have been given. */
  readonly faults: readonly string[]
  /** Nobody begins a new visit; those under way come to their end. */
  leave(): Promise<void>
}

/** So many shoppers, each checking out as a new guest again and again. */
export function crowd(mall: MallClient, seed: Seeded, shoppers: number, variantIds: readonly string[]): Crowd {
  const visits: Visit[] = []
  const faults: string[] = []
  const waiting = new Set<Promise<void>>()
  const counts = { asked: 0, confirmed: 0, declined: 0, accepted: 0, unanswered: 0 }
  let isOver = false

  const shop = async (name: string): Promise<void> => {
    for (let round = 0; !isOver; round++) {
      const visitor = await enter(mall)
      if (!visitor) return void faults.push('nobody could enter the shop any more')
      const wish = {
        variantId: seed.choice(`${name} wish ${round}`, variantIds),
        quantity: 1 + seed.integer(`${name} quantity ${round}`, 2),
      }
      visits.push({ userId: visitor.userId, added: await visitor.adds(wish) })
      const isUsual = seed.integer(`${name} usual ${round}`, ANOTHER_CARD_EVERY) > 0
      const card = isUsual ? TEST_CARDS.approves : seed.choice(`${name} card ${round}`, OTHER_CARDS)
      const ordering = visitor
        .orders(wish, card, () => counts.asked++)
        .then((told) => ('fault' in told ? void faults.push(told.fault) : void (counts[told.outcome] += 1)))
      waiting.add(ordering)
      void ordering.finally(() => waiting.delete(ordering))
      await Promise.race([ordering, pause(NEXT_AFTER_MS)])
    }
  }
  const all = Promise.all(Array.from({ length: shoppers }, (_, index) => shop(`shopper ${index}`)))
  return {
    visits,
    counts,
    faults,
    async leave() {
      isOver = true
      await all
      await Promise.all(waiting)
    },
  }
}

async function enter(mall: MallClient) {
  const guest = await stubborn(() => mall.client(userApi).createGuest({ body: {} }), PATIENCE)
  if (guest?.status !== 201) return undefined
  const { accessToken, user } = guest.body
  const [carts, orders] = [mall.client(cartApi, accessToken), mall.client(orderApi, accessToken)]
  return {
    userId: user.id,
    async adds(wish: Wish): Promise<Wish | undefined> {
      const idempotencyKey = newId()
      const params = { userID: user.id }
      const added = await stubborn(() => carts.addItem({ params, body: wish, idempotencyKey }), PATIENCE)
      return added?.status === 200 ? wish : undefined
    },
    async orders(wish: Wish, card: string, asked: () => void): Promise<Told> {
      const lines = [wish]
      const quote = await stubborn(() => orders.createQuote({ body: { lines, country: 'DE' } }), PATIENCE)
      const token = await cardToken(mall, card)
      if (quote?.status !== 201 || token === undefined)
        return { fault: 'the shop did not quote or take a card any more' }
      const request = { idempotencyKey: newId(), body: orderFor(lines, quote.body, token) }
      asked()
      return outcomeOf(await stubborn(() => orders.placeOrder(request), PATIENCE))
    },
  }
}

async function cardToken(mall: MallClient, number: string): Promise<string | undefined> {
  const body = { number, expiryMonth: 12, expiryYear: 2040, code: '123' }
  const answer = await stubborn(() => mall.client(sandboxApi).createToken({ body }), PATIENCE)
  return answer?.status === 201 ? answer.body.token : undefined
}

type Told = { readonly outcome: keyof Crowd['counts'] } | { readonly fault: string }

/** `accepted`: the shop has the order and says later what becomes of it. Nobody is refused: there is enough of everything. */
function outcomeOf(answer: { readonly status: number; readonly body: unknown } | undefined): Told {
  if (!answer) return { outcome: 'unanswered' }
  if ((answer.body as { code?: string }).code === 'order.declined') return { outcome: 'declined' }
  if (answer.status === 202) return { outcome: 'accepted' }
  if (answer.status === 201) return { outcome: 'confirmed' }
  return { fault: `an order was answered with ${answer.status} ${JSON.stringify(answer.body)}` }
}
