import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { orderApi, type OrderCard } from '@mallhive/order-service/contract'
import { notificationApi } from '@mallhive/notification-service/contract'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { eventually } from '../surroundings/eventually.ts'
import { killableMalls } from '../surroundings/killable-mall.ts'
import type { MallClient } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { expected } from '../surroundings/services.ts'
import { shopperOf } from '../surroundings/shopper.ts'
import { chargedFor } from '../surroundings/witness.ts'

const ON_HAND = 10_000
/** After the first order of the crowd was answered, so that a slow machine kills in the midst of it, too. */
const KILLS_AFTER_MS = [200, 500, 900]
const SHOPPERS = 6
/** What a killed process held is free again by then. */
const LEASES_END_MS = 60_000

describe('kill -9 of the whole mall under load (P4)', () => {
  it('leaves every order paid once and sent by one mail, or nothing charged and nothing held', async (t) => {
    const malls = killableMalls(t)
    const first = await malls.open()
    const lamp = await merchantOf(first, await first.adminToken()).sells('Lamp', { price: 2_000, onHand: ON_HAND })
    await first.kill()

    for (const afterMs of KILLS_AFTER_MS) {
      const mall = await malls.open()
      let answered = 0
      const crowd = Promise.all(
        Array.from({ length: SHOPPERS }, (_, index) => shopUntilItEnds(mall, variantOf(lamp), index, () => answered++)),
      )
      await eventually('the crowd to have ordered', async () => answered >= 3)
      await pause(afterMs)
      await mall.kill()
      await crowd
    }

    const mall = await malls.open()
    const admin = await mall.adminToken()
    const orders = await eventually(
      'every order to come to its end',
      async () => {
        const all = await allOrders(mall, admin)
        const isEnd = ({ state, paymentStatus }: OrderCard) =>
          state === 'failed' || (state === 'confirmed' && paymentStatus === 'captured')
        return all.every(isEnd) && all
      },
      LEASES_END_MS,
    )
    const confirmed = orders.filter((order) => order.state === 'confirmed')
    assert.ok(confirmed.length >= 5, `only ${confirmed.length} orders came through: the test tries too little`)

    for (const order of orders) {
      const total = order.state === 'confirmed' ? order.total.amount : 0
      assert.deepEqual(
        await chargedFor(mall, admin, order.id),
        { captured: total, refunded: 0, captures: total > 0 ? 1 : 0 },
        `${order.state} ${order.id}`,
      )
    }
    await eventually('the stock to be what was not sold', async () => {
      const { onHand, reserved } = await merchantOf(mall, admin).stockOf(lamp)
      return onHand === ON_HAND - confirmed.length && reserved === 0
    })
    const numbers = confirmed.map((order) => Number(order.number!.replace(/\D/g, ''))).sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      Array.from(numbers, (_, index) => numbers[0]! + index),
      'the numbers have no gap',
    )

    const mails = mall.client(notificationApi, admin)
    for (const { id } of confirmed) {
      await eventually(
        `one mail for ${id}`,
        async () => {
          const { items } = expected(200, await mails.listMessages({ query: { key: `order-confirmation:${id}` } }))
          return items.length === 1 && items[0]?.state === 'sent'
        },
        LEASES_END_MS,
      )
    }
  })
})

/** Buys one after the other until nobody answers any more; every fourth card is declined. */
async function shopUntilItEnds(
  mall: MallClient,
  variantId: string,
  index: number,
  answered: () => void,
): Promise<void> {
  try {
    for (let round = index; ; round++) {
      const shopper = await shopperOf(mall)
      await shopper.buys([{ variantId, quantity: 1 }], {
        card: round % 4 === 3 ? TEST_CARDS.declines : TEST_CARDS.approves,
      })
      answered()
    }
  } catch {
    // The mall was killed: what became of the last order is for the ledger to say.
  }
}

async function allOrders(mall: MallClient, admin: string): Promise<OrderCard[]> {
  const orders = mall.client(orderApi, admin)
  const all: OrderCard[] = []
  for (let cursor: string | undefined; ; ) {
    const page = expected(
      200,
      await orders.listOrders({ query: { limit: 100, ...(cursor !== undefined && { cursor }) } }),
    )
    all.push(...page.items)
    if (page.nextCursor === undefined) return all
    cursor = page.nextCursor
  }
}
