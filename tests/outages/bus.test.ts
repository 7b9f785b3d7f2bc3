import assert from 'node:assert/strict'
import { afterEach, it } from 'node:test'
import { eventually } from '../surroundings/eventually.ts'
import { opened } from '../surroundings/opened.ts'
import { atRest, customerOf, endsWell, HEALED_WITHIN_MS, wishOf, type Customer } from './customer.ts'
import { wiredShop, type WiredShop } from './wired-shop.ts'

let shop: WiredShop
opened(async (later) => {
  shop = await wiredShop(later)
})
afterEach(() => shop.databaseOf('bus').heal())
const mailsOf = (userId: string) =>
  shop.books
    .query('order-service', 'select id from shop_order where owner_id = $1', [userId])
    .then(async ([order]) =>
      shop.books.query('notification-service', 'select state from message where key = $1', [
        `order-confirmation:${order!['id']}`,
      ]),
    )

async function linesOf({ carts, userId }: Customer) {
  const cart = await carts.getCart({ params: { userID: userId } })
  return cart.status === 200 ? cart.body.lines : undefined
}

for (const trouble of ['cut', 'hang', 'forget'] as const) {
  const is = { cut: 'is cut off', hang: 'is half open', forget: 'has only silent connections' }[trouble]
  it(`the bus ${is}: orders are taken, paid and confirmed; mail and cart follow by themselves, once`, async () => {
    const customer = await customerOf(shop, [await wishOf(shop)])
    shop.databaseOf('bus')[trouble]()
    const { status } = await customer.press()
    assert.deepEqual([status, await customer.state()], [201, 'confirmed'])
    if (trouble !== 'forget') {
      assert.deepEqual(await shop.health('order-service'), {
        health: 200,
        ready: 503,
        parts: { bus: 'unavailable', database: 'ok' },
      })
      assert.deepEqual(await mailsOf(customer.userId), [])
      assert.equal((await linesOf(customer))?.length, 1, 'what was bought leaves the cart when the event is read')
    }
    shop.databaseOf('bus').heal()
    await atRest(shop, [customer])
    // The cart hears of it by a connection of its own, which may have to find out that it is dead.
    await eventually(
      'what was bought to leave the cart',
      async () => (await linesOf(customer))?.length === 0,
      HEALED_WITHIN_MS,
    )
    assert.deepEqual(await mailsOf(customer.userId), [{ state: 'sent' }])
  })
}

it('the bus has a full disk: facts wait where they were stated, and travel when there is room', async () => {
  const customer = await customerOf(shop, [await wishOf(shop)])
  await shop.database.fillDisk(shop.databaseUrl('bus'))
  assert.equal((await customer.press()).status, 201)
  assert.deepEqual(await mailsOf(customer.userId), [])
  await shop.database.emptyDisk(shop.databaseUrl('bus'))
  await endsWell(shop, [customer])
})
