import { it } from 'node:test'
import { opened } from '../surroundings/opened.ts'
import { assertToldInTime, customerOf, endsWell, wishOf } from './customer.ts'
import { wiredShop, type WiredShop } from './wired-shop.ts'

let shop: WiredShop
opened(async (later) => {
  shop = await wiredShop(later)
})

for (const name of ['order-service', 'product-service', 'payment-service'] as const)
  it(`${name} has only silent connections to its database: they are given up, and new ones made`, async () => {
    const customer = await customerOf(shop, [await wishOf(shop)])
    shop.databaseOf(name).forget()
    assertToldInTime(await customer.press())
    await endsWell(shop, [customer])
  })
