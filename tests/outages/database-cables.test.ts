import assert from 'node:assert/strict'
import { afterEach, it } from 'node:test'
import { opened } from '../surroundings/opened.ts'
import { assertToldInTime, customerOf, endsWell, wishOf } from './customer.ts'
import { wiredShop, type WiredShop } from './wired-shop.ts'

/** Both ways, of each of an order's statements. */
const SLOW_MS = 30
const NAMES = ['order-service', 'product-service', 'payment-service'] as const

let shop: WiredShop
opened(async (later) => {
  shop = await wiredShop(later)
})
afterEach(() => {
  for (const name of NAMES) shop.databaseOf(name).heal()
})
const oneCustomer = async () => customerOf(shop, [await wishOf(shop)])

it('databases far away: orders take their time, and are taken', async () => {
  const customer = await oneCustomer()
  for (const name of NAMES) shop.databaseOf(name).slow(SLOW_MS)
  const { status } = await customer.press()
  assert.ok([201, 202].includes(status), String(status))
  await endsWell(shop, [customer])
})

for (const name of NAMES)
  for (const trouble of ['cut', 'hang'] as const)
    it(`${name} is ${trouble === 'cut' ? 'cut off from' : 'half open to'} its database: who asks is told in time, and it heals by itself`, async () => {
      const customer = await oneCustomer()
      shop.databaseOf(name)[trouble]()
      const said = await customer.press()
      assertToldInTime(said)
      assert.ok(name === 'payment-service' ? said.status === 202 : said.status >= 503, String(said.status))
      assert.deepEqual(await shop.health(name), {
        health: 200,
        ready: 503,
        parts: { bus: 'ok', database: 'unavailable' },
      })
      shop.databaseOf(name).heal()
      await endsWell(shop, [customer])
    })
