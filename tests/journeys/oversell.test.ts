import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openTestMall } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { shopperOf } from '../surroundings/shopper.ts'

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
      const answers = await Promise.all(
        crowd.map((shopper) =>
          shopper.buys(lines).then(({ status, body }) => (status === 409 ? body.code : String(status))),
        ),
      )

      const sold = answers.filter((answer) => answer === '201').length
      const told = answers.filter((answer) => answer === 'order.sold_out' || answer === 'order.unavailable').length
      assert.deepEqual({ sold, told }, { sold: onHand, told: shoppers - onHand }, [...new Set(answers)].join())
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
