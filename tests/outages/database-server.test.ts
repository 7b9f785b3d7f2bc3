import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { cartApi } from '@mallhive/cart-service/contract'
import { productApi } from '@mallhive/product-service/contract'
import { eventually } from '../surroundings/eventually.ts'
import { opened } from '../surroundings/opened.ts'
import { customerOf, endsWell, wishOf, type Customer, type Said } from './customer.ts'
import { wiredShop, type WiredShop } from './wired-shop.ts'

let shop: WiredShop
opened(async (later) => {
  shop = await wiredShop(later)
})

const toldToComeAgain = ({ status, code, mayRetry }: Said) =>
  assert.deepEqual([status, code, mayRetry], [503, 'service.unavailable', true])
const lookAround = (customer: Customer) => customer.asks((to) => to(productApi).listProducts({ query: {} }))
const cartOf = (customer: Customer) =>
  customer.asks((to) => to(cartApi).getCart({ params: { userID: customer.userId } }))
const oneCustomer = async () => customerOf(shop, [await wishOf(shop)])

describe('the database server', () => {
  it('crashes: everybody is told to come again, services stay up and say what is missing, and go on when it is back', async () => {
    const [customer, inTheMidst] = [await oneCustomer(), await oneCustomer()]
    const underWay = inTheMidst.press().catch(() => undefined)
    await shop.database.crash()
    await underWay
    toldToComeAgain(await customer.press())
    toldToComeAgain(await cartOf(customer))
    assert.deepEqual(await shop.health('order-service'), {
      health: 200,
      ready: 503,
      parts: { bus: 'unavailable', database: 'unavailable' },
    })
    await shop.database.restart()
    await endsWell(shop, [customer, inTheMidst])
    assert.equal((await shop.health('order-service')).ready, 200)
  })

  it('ends all connections in the midst of orders: a press more, and each is bought once', async () => {
    const customers = [await oneCustomer(), await oneCustomer(), await oneCustomer()]
    const pressed = customers.map((customer) => customer.press().catch(() => undefined))
    for (let times = 0; times < 4; times++) {
      await shop.database.killConnections()
      await pause(40)
    }
    await Promise.all(pressed)
    await endsWell(shop, customers)
  })

  it('becomes read-only: shops are looked at and orders read, nothing is changed, and it goes on where it stopped', async () => {
    const [placed, customer] = [await oneCustomer(), await oneCustomer()]
    await endsWell(shop, [placed])
    await shop.database.readOnly(true)
    await eventually('the order to be refused', async () => (await customer.press()).status === 503)
    toldToComeAgain(await customer.press())
    assert.deepEqual([(await lookAround(customer)).status, (await cartOf(customer)).status], [200, 200])
    assert.equal(await placed.state(), 'confirmed')
    await shop.database.readOnly(false)
    await endsWell(shop, [customer])
  })
})

describe('the database of one service', () => {
  for (const name of ['order-service', 'product-service', 'payment-service'])
    it(`has no room for another connection (${name}): whoever needs it is told to come again or waits`, async () => {
      const customer = await oneCustomer()
      await shop.database.noRoom(shop.databaseUrl(name))
      const pressed = await customer.press()
      if (name === 'payment-service') assert.equal(pressed.status, 202, JSON.stringify(pressed))
      else toldToComeAgain(pressed)
      assert.deepEqual((await shop.health(name)).parts, { bus: 'ok', database: 'unavailable' })
      await shop.database.room(shop.databaseUrl(name))
      await endsWell(shop, [customer])
    })

  for (const name of ['order-service', 'product-service', 'payment-service'])
    it(`has a full disk (${name}): what was stored is read, what cannot be stored is told to come again or waits`, async () => {
      const customer = await oneCustomer()
      await shop.database.fillDisk(shop.databaseUrl(name))
      const pressed = await customer.press()
      if (name === 'order-service') toldToComeAgain(pressed)
      else assert.equal(pressed.status, 202, JSON.stringify(pressed))
      assert.deepEqual([(await lookAround(customer)).status, (await cartOf(customer)).status], [200, 200])
      await shop.database.emptyDisk(shop.databaseUrl(name))
      await endsWell(shop, [customer])
    })
})

describe('somebody else’s locks', () => {
  const lock = (variantId: string) => `select from stock_level where variant_id = '${variantId}' for update`
  const stranger = () => shop.database.stranger(shop.databaseUrl('product-service'))

  it('in the other order: the deadlock is undone and done again, and nobody notices', async () => {
    const wishes = [await wishOf(shop), await wishOf(shop)]
    const [first, last] = wishes.map(({ variantId }) => variantId).sort()
    const customer = await customerOf(shop, wishes)
    const other = await stranger()
    await other.says(lock(last!))
    const pressed = customer.press()
    await eventually('the order to wait', async () => (await shop.database.waiting()) > 0)
    await other.says(lock(first!))
    await other.leave()
    assert.ok([201, 202].includes((await pressed).status))
    await endsWell(shop, [customer])
  })

  it('for longer than a request may take: the order waits, and goes on when they are gone', async () => {
    const customer = await oneCustomer()
    const other = await stranger()
    await other.says(lock(customer.lines[0]!.variantId))
    const pressed = await customer.press()
    assert.equal(pressed.status, 202, JSON.stringify(pressed))
    await pause(5_000)
    assert.equal(await customer.state(), 'pending')
    await other.leave()
    await endsWell(shop, [customer])
  })
})
