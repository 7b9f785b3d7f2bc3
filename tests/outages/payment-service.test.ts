import assert from 'node:assert/strict'
import { afterEach, it } from 'node:test'
import { productApi } from '@mallhive/product-service/contract'
import { expected } from '../surroundings/services.ts'
import { opened } from '../surroundings/opened.ts'
import { customerOf, endsWell, wishOf } from './customer.ts'
import { LATER_THAN_DEADLINE_MS, wiredShop, type WiredShop } from './wired-shop.ts'

let shop: WiredShop
opened(async (later) => {
  shop = await wiredShop(later)
})
afterEach(() => {
  for (const name of ['payment-service', 'sandbox-provider']) shop.to(name).heal()
})

const TROUBLES = ['slow', 'cut', 'hang', 'forget'] as const
const AWAY = {
  'payment-service': {
    slow: 'answers later than the deadline',
    cut: 'is cut off',
    hang: 'is half open',
    forget: 'has connections that fell silent',
  },
  'sandbox-provider': {
    slow: 'answers later than payment-service waits',
    cut: 'is cut off',
    hang: 'is half open',
    forget: 'has connections that fell silent',
  },
}

for (const name of ['payment-service', 'sandbox-provider'] as const)
  for (const trouble of TROUBLES)
    it(`${name} ${AWAY[name][trouble]}: the order is taken, its things are held, and it is paid once and by itself afterwards`, async () => {
      const wish = await wishOf(shop)
      const customer = await customerOf(shop, [wish])
      if (trouble === 'slow') shop.to(name).slow(LATER_THAN_DEADLINE_MS)
      else shop.to(name)[trouble]()
      const pressed = await customer.press()
      assert.ok([201, 202].includes(pressed.status), JSON.stringify(pressed))
      if (trouble !== 'forget') {
        assert.deepEqual([pressed.status, await customer.state()], [202, 'pending'])
        const { variantId } = wish
        const { levels } = expected(
          200,
          await shop.client(productApi, await shop.adminToken()).getStock({ params: { variantId } }),
        )
        assert.deepEqual([levels[0]?.onHand, levels[0]?.reserved], [50, 2])
        assert.equal((await customer.press()).status, 202, 'a second press is the same order')
      }
      shop.to(name).heal()
      await endsWell(shop, [customer])
    })
