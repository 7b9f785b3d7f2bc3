import assert from 'node:assert/strict'
import { afterEach, it } from 'node:test'
import { orderApi } from '@mallhive/order-service/contract'
import { eventually } from '../surroundings/eventually.ts'
import { expected } from '../surroundings/services.ts'
import { opened } from '../surroundings/opened.ts'
import { customerOf, endsWell, wishOf } from './customer.ts'
import { LATER_THAN_DEADLINE_MS, wiredShop, type WiredShop } from './wired-shop.ts'

let shop: WiredShop
opened(async (later) => {
  shop = await wiredShop(later)
})
const cable = () => shop.to('product-service')
afterEach(() => cable().heal())

const TROUBLES = [
  {
    is: 'answers later than the deadline',
    hurt: () => cable().slow(LATER_THAN_DEADLINE_MS),
    said: [504, 'service.timeout'],
  },
  { is: 'is cut off', hurt: () => cable().cut(), said: [503, 'service.unavailable'] },
  {
    is: 'is half open: takes everything and answers nothing',
    hurt: () => cable().hang(),
    said: [504, 'service.timeout'],
  },
] as const

for (const { is, hurt, said } of TROUBLES)
  it(`product-service ${is}: no order is begun, who asks hears when to come again, all else goes on, and it heals by itself`, async () => {
    const wish = await wishOf(shop)
    const [placed, waiting] = [await customerOf(shop, [wish]), await customerOf(shop, [wish])]
    await endsWell(shop, [placed])
    hurt()
    const refused = await waiting.press()
    assert.deepEqual([refused.status, refused.code, refused.mayRetry], [...said, true])
    assert.ok(refused.ms < 15_000, `told after ${refused.ms} ms`)
    assert.equal(await waiting.state(), undefined, 'nothing was stored')
    assert.equal(await placed.state(), 'confirmed', 'orders that are placed can be read')
    const userID = waiting.userId
    const cart = expected(200, await waiting.carts.getCart({ params: { userID } }))
    const params = { userID, itemID: cart.lines[0]!.itemId }
    const changed = await waiting.carts.updateItem({ params, body: { quantity: 3 } })
    assert.equal(changed.status, 200, 'what is in the cart can be changed')
    assert.deepEqual(await shop.health('order-service'), {
      health: 200,
      ready: 200,
      parts: { bus: 'ok', database: 'ok' },
    })
    cable().heal()
    await endsWell(shop, [waiting])
  })

it('product-service that keeps failing is left alone: who asks then hears so at once', async () => {
  const customer = await customerOf(shop, [await wishOf(shop)])
  const ask = () =>
    customer.asks((to) => to(orderApi).createQuote({ body: { lines: [...customer.lines], country: 'DE' } }))
  cable().hang()
  await Promise.all(Array.from({ length: 8 }, ask))
  await eventually('an answer at once, without asking', async () => {
    const { status, code, mayRetry, ms } = await ask()
    return status === 503 && code === 'service.unavailable' && mayRetry && ms < 1_000
  })
  cable().heal()
  await endsWell(shop, [customer])
})
