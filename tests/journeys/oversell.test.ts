import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openTestMall } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { shopperOf, type Shopper } from '../surroundings/shopper.ts'
import { eventually } from '../surroundings/eventually.ts'

describe('never oversells (P1, P2)', () => {
  for (const { onHand, shoppers } of [
    { onHand: 1, shoppers: 100 },
    { onHand: 50, shoppers: 200 },
  ]) {
    it(`${onHand} on hand and ${shoppers} shoppers at once: ${onHand} orders, the others are told`, async (t) => {
      const mall = await openTestMall(t)
      const admin = await mall.adminToken()
      const merchant = merchantOf(mall, admin)
      const lamp = await merchant.sells('Lamp', { onHand })
      const lines = [{ variantId: variantOf(lamp), quantity: 1 }]
      const crowd = await Promise.all(Array.from({ length: shoppers }, () => shopperOf(mall)))
      const ends = await Promise.all(
        crowd.map((shopper) => shopper.buys(lines).then((answer) => endOf(shopper, answer))),
      )

      const sold = ends.filter((end) => end === 'confirmed').length
      const told = ends.filter((end) => end === 'order.sold_out' || end === 'order.unavailable').length
      assert.deepEqual({ sold, told }, { sold: onHand, told: shoppers - onHand }, [...new Set(ends)].join())
      assert.deepEqual(await merchant.stockOf(lamp), { onHand: 0, reserved: 0 })
    })
  }

  it('sums the same variant on two lines before the check', async (t) => {
    const mall = await openTestMall(t)
    const merchant = merchantOf(mall, await mall.adminToken())
    const bowl = await merchant.sells('Bowl', { onHand: 5 })
    const line = { variantId: variantOf(bowl), quantity: 3 }
    const answer = await (await shopperOf(mall)).buys([line, line])
    assert.equal(answer.status, 409)
    assert.deepEqual(await merchant.stockOf(bowl), { onHand: 5, reserved: 0 })
  })
})

/** What became of an order. On a machine that is busy the answer may be "it goes on by itself" (202): then it is asked for until it has ended. */
async function endOf({ orders }: Shopper, answer: Awaited<ReturnType<Shopper['buys']>>): Promise<string> {
  if (answer.status === 201) return answer.body.state
  if (answer.status !== 202) return answer.body.code
  const { id } = answer.body
  const order = await eventually(
    'the order to end',
    async () => {
      const { body, status } = await orders.getOrder({ params: { orderId: id } })
      return status === 200 && body.state !== 'pending' && body
    },
    60_000,
  )
  return order.failure?.code ?? order.state
}
