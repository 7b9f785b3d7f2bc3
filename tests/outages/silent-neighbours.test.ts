import assert from 'node:assert/strict'
import { it } from 'node:test'
import { customerOf, endsWell, wishOf } from './customer.ts'
import { wiredShop } from './wired-shop.ts'

/** Half of it is given to the first try: longer than connections without work are kept (4 s), so that the second makes a new one. */
const REQUEST_TIMEOUT_MS = '10000'

it('connections to product-service that have fallen silent cost no shopper the order: it is asked again by a new one', async (t) => {
  const shop = await wiredShop(t, { REQUEST_TIMEOUT_MS })
  const customer = await customerOf(shop, [await wishOf(shop)])
  shop.to('product-service').forget()
  const pressed = await customer.press()
  assert.ok([201, 202].includes(pressed.status), JSON.stringify(pressed))
  await endsWell(shop, [customer])
})
