import { after, before, it } from 'node:test'
import { assertToldInTime, customerOf, endsWell, wishOf } from './customer.ts'
import { wiredShop, type WiredShop } from './wired-shop.ts'

const closings: (() => unknown)[] = []
let shop: WiredShop
before(async () => {
  shop = await wiredShop({ after: (close) => void closings.push(close as () => unknown) })
})
after(async () => {
  for (const close of closings) await close()
})

for (const name of ['order-service', 'product-service', 'payment-service'] as const)
  it(`${name} has only silent connections to its database: they are given up, and new ones made`, async () => {
    const customer = await customerOf(shop, [await wishOf(shop)])
    shop.databaseOf(name).forget()
    assertToldInTime(await customer.press())
    await endsWell(shop, [customer])
  })
