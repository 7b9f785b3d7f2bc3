/** Two processes' worth of the service on one database: what one changes, the next request at the other sees. */
import assert from 'node:assert/strict'
import { after, describe, it, type TestContext } from 'node:test'
import { run } from '@mallhive/chassis'
import { client, overHttp, withHeaders, type Client } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { freshDatabase, serviceToken, testIssuer, testKeys, userToken } from '@mallhive/testkit'
import { productApi } from '../../contract/http.ts'
import type { Product, ProductInput } from '../../contract/product.ts'
import { productService } from '../service.ts'

type Shop = Client<typeof productApi>
const wholeFile = { after: after as unknown as TestContext['after'] }
const DATABASE_URL = await freshDatabase(wholeFile, 'replicas')

async function replica() {
  const own = { ...testKeys().env, APP_PORT: '0', LOG_LEVEL: 'silent', BUS: 'memory', DATABASE_URL }
  const mall = await run([productService, testIssuer], { env: () => own })
  after(() => mall.stop())
  const wire = overHttp(mall.addresses.get('product-service')!)
  const as = (token: string): Shop =>
    client(
      productApi,
      withHeaders(wire, () => ({ authorization: `Bearer ${token}` })),
    )
  return {
    anyone: client(productApi, wire),
    admin: as(await userToken({ id: newId(), roles: ['admin'] })),
    orders: as(await serviceToken('order-service')),
  }
}
const [here, there] = [await replica(), await replica()]

const input = (title: string, amount = 1_000, more: Partial<ProductInput> = {}): ProductInput => ({
  title,
  variants: [{ options: [], price: { amount, currency: 'EUR' }, onHand: 50 }],
  ...more,
})

async function make(title: string): Promise<Product> {
  const made = await here.admin.createProduct({ body: input(title) })
  assert.equal(made.status, 201)
  return made.body as Product
}

/** What shoppers see at a replica, as one text: the product, the lists, the categories. */
async function seen({ anyone }: { anyone: Shop }, handle: string) {
  const [product, list, newest, featured, categories] = await Promise.all([
    anyone.getProduct({ params: { idOrHandle: handle } }),
    anyone.listProducts({ query: { facets: true } }),
    anyone.newProducts({ query: {} }),
    anyone.featuredProducts({ query: {} }),
    anyone.listCategories({}),
  ])
  return JSON.stringify([product.body, list.body, newest.body, featured.body, categories.body])
}

describe('what is kept in memory', () => {
  it('is not older than a change that another replica answered', async () => {
    const lamp = await make('Replica lamp')
    const params = { productId: lamp.id }
    const roomId = newId()
    const room = { handle: 'room', title: 'Room at the back' }
    const works: [says: string, work: () => Promise<{ status: number }>][] = [
      ['Renamed lamp', () => here.admin.replaceProduct({ params, body: input('Renamed lamp') })],
      ['4321', () => here.admin.replaceProduct({ params, body: input('Renamed lamp', 4_321) })],
      ['"low-stock","left":5', () => hold(lamp.variants[0]!.id, 45)],
      ['"sold-out"', () => hold(lamp.variants[0]!.id, 5)],
      ['Room at the back', () => here.admin.createCategory({ body: room, idempotencyKey: roomId })],
      [
        '#123456',
        () =>
          here.admin.setFilters({
            body: { filters: [{ key: 'vendor', label: 'Maker', display: 'swatch' }], swatches: { Weaver: '#123456' } },
          }),
      ],
      ['Weaver', () => here.admin.replaceProduct({ params, body: input('Lamp', 4_321, { vendor: 'Weaver' }) })],
    ]
    for (const [says, work] of works) {
      const before = await seen(there, lamp.handle)
      if (says !== '#123456') assert.ok(!before.includes(says), `${says} is not there before`)
      const { status } = await work()
      assert.ok(status < 300, `${says}: ${status}`)
      const after = await seen(there, lamp.handle)
      if (says !== '#123456') assert.ok(after.includes(says), `${says} is there after`)
      assert.equal(await seen(here, lamp.handle), after)
    }
    assert.ok((await seen(there, lamp.handle)).includes('#123456'))
    await here.admin.deleteProduct({ params })
    assert.equal((await there.anyone.getProduct({ params: { idOrHandle: lamp.handle } })).status, 404)
  })

  it('is right under writers at both replicas, with readers that keep it warm', async () => {
    const products = await Promise.all(Array.from({ length: 4 }, (_, index) => make(`Busy ${index}`)))
    let running = true
    const reading = [here, there].map(async ({ anyone }) => {
      while (running) await Promise.all(products.map(({ id }) => anyone.getProduct({ params: { idOrHandle: id } })))
    })
    const priceAt = async ({ anyone }: { anyone: Shop }, id: string) => {
      const { body } = await anyone.getProduct({ params: { idOrHandle: id } })
      return (body as Product).variants[0]!.price.amount
    }
    await Promise.all(
      products.map(async ({ id, title }, writer) => {
        const [at, other] = writer % 2 === 0 ? [here, there] : [there, here]
        for (let amount = 2_001; amount <= 2_040; amount++) {
          await at.admin.replaceProduct({ params: { productId: id }, body: input(title, amount) })
          assert.deepEqual([await priceAt(other, id), await priceAt(at, id)], [amount, amount])
        }
      }),
    )
    running = false
    await Promise.all(reading)
  })

  it('shows a draft to admins only', async () => {
    const lamp = await make('Draft lamp')
    const params = { idOrHandle: lamp.handle }
    await here.admin.replaceProduct({
      params: { productId: lamp.id },
      body: input('Draft lamp', 1_000, { status: 'draft' }),
    })
    assert.equal((await here.admin.getProduct({ params })).status, 200)
    assert.equal((await here.anyone.getProduct({ params })).status, 404)
    assert.equal((await here.admin.getProduct({ params })).status, 200)
  })
})

function hold(variantId: string, quantity: number) {
  return here.orders.reserve({ body: { orderId: newId(), lines: [{ variantId, quantity }] } })
}
