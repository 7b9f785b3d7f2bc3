import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { run, type Mall } from '@mallhive/chassis'
import { client, overHttp, withHeaders, type Client } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { freshDatabase, serviceToken, testIssuer, testKeys, userToken } from '@mallhive/testkit'
import { productApi } from '../contract/http.ts'
import type { Product, ProductInput } from '../contract/product.ts'
import { productService } from './service.ts'

type Shop = Client<typeof productApi>
/** The clock of the service, which tests move. */
let now = new Date()
const folder = mkdtempSync(path.join(tmpdir(), 'mallhive product '))
const shop: Record<'anyone' | 'shopper' | 'admin' | 'orders' | 'carts', Shop> = {} as never
const started = start()

before(() => started)
after(async () => {
  await (await started).stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<Mall> {
  const DATABASE_URL = await freshDatabase({ after: after as unknown as TestContext['after'] }, 'product-service')
  const own = {
    ...testKeys().env,
    APP_PORT: '0',
    LOG_LEVEL: 'silent',
    BUS: 'memory',
    DATABASE_URL,
    HOLD_SWEEP_MS: '100',
  }
  const mall = await run([productService, testIssuer], {
    env: () => ({ ...own, IMPORT_DIR: path.join(folder, 'imports'), MEDIA_DIR: path.join(folder, 'media') }),
    clock: () => now,
  })
  const wire = overHttp(mall.addresses.get('product-service')!)
  const as = (token: string) =>
    client(
      productApi,
      withHeaders(wire, () => ({ authorization: `Bearer ${token}` })),
    )
  Object.assign(shop, {
    anyone: client(productApi, wire),
    shopper: as(await userToken({ id: newId() })),
    admin: as(await userToken({ id: newId(), roles: ['shopper', 'admin'] })),
    orders: as(await serviceToken('order-service')),
    carts: as(await serviceToken('cart-service')),
  })
  return mall
}

const euros = (amount: number) => ({ amount, currency: 'EUR' })
const input = (title: string, more: Partial<ProductInput> = {}): ProductInput => ({
  title,
  variants: [{ options: [], price: euros(1_000), onHand: 1 }],
  ...more,
})
async function make(title: string, more: Partial<ProductInput> = {}): Promise<Product> {
  const made = await shop.admin.createProduct({ body: input(title, more) })
  assert.equal(made.status, 201)
  return made.body as Product
}
const codeOf = ({ status, body }: { status: number; body: unknown }) =>
  `${status} ${(body as { code?: string }).code ?? 'ok'}`

describe('who may do what', () => {
  it('lets anybody look, only admins change the catalogue, and only order-service hold stock', async () => {
    const product = await make('Access lamp')
    const orderId = newId()
    const lines = [{ variantId: product.variants[0]!.id, quantity: 1 }]
    const params = { productId: product.id }
    const attempts = {
      look: (as: Shop) => as.getProduct({ params: { idOrHandle: product.id } }),
      replace: (as: Shop) => as.replaceProduct({ params, headers: { 'if-match': '"99"' }, body: input('x') }),
      adjust: (as: Shop) =>
        as.adjustStock({ params: { variantId: newId() }, body: { by: 1 }, idempotencyKey: newId() }),
      ledger: (as: Shop) => as.stockLedger({ params: { variantId: newId() } }),
      hold: (as: Shop) => as.reserve({ body: { orderId, lines } }),
    }
    const outcomes: Record<string, string[]> = {}
    for (const [name, attempt] of Object.entries(attempts))
      outcomes[name] = await Promise.all(Object.values(shop).map(async (as) => codeOf(await attempt(as))))
    const [missing, forbidden] = ['401 auth.missing', '403 auth.forbidden']
    // In order: anyone, shopper, admin, order-service, cart-service.
    assert.deepEqual(outcomes, {
      look: ['200 ok', '200 ok', '200 ok', '200 ok', '200 ok'],
      replace: [missing, forbidden, '412 version.mismatch', forbidden, forbidden],
      adjust: [missing, forbidden, '404 variant.not_found', forbidden, forbidden],
      ledger: [missing, forbidden, '404 variant.not_found', forbidden, forbidden],
      hold: [missing, forbidden, forbidden, '200 ok', forbidden],
    })
  })

  it('shows drafts to admins by their id and to nobody else anywhere', async () => {
    const draft = await make('Secret stool', { status: 'draft', handle: 'secret-stool' })
    const look = (as: Shop) => as.getProduct({ params: { idOrHandle: 'secret-stool' } })
    assert.deepEqual(
      await Promise.all([shop.admin, shop.shopper, shop.anyone].map(async (as) => codeOf(await look(as)))),
      ['200 ok', '404 product.not_found', '404 product.not_found'],
    )
    const found = await shop.admin.listProducts({ query: { q: 'secret' } })
    assert.deepEqual(found.body, { items: [], total: 0 })
    const offers = await shop.anyone.offers({ body: { variantIds: [draft.variants[0]!.id] } })
    assert.deepEqual(offers.body, { offers: [] })
  })
})

describe('a product over HTTP', () => {
  it('is made with a handle from its title, cleaned, and read back with its version', async () => {
    const made = await shop.admin.createProduct({
      body: input('Café Crème, 250 g', { descriptionHtml: '<h1>Oak</h1><script>alert(1)</script>', tags: ['a', 'a'] }),
    })
    assert.equal(made.status, 201)
    const product = made.body as Product
    assert.deepEqual(
      [product.handle, product.descriptionHtml, product.tags, made.headers!['etag']],
      ['cafe-creme-250-g', '<h2>Oak</h2>', ['a'], '"1"'],
    )
    const read = await shop.anyone.getProduct({ params: { idOrHandle: 'cafe-creme-250-g' } })
    assert.deepEqual([read.status, read.body], [200, product])
  })

  it('says by field what is wrong, and changes nothing', async () => {
    const mismatch = await shop.admin.createProduct({ body: input('Bad', { options: ['Colour'] }) })
    assert.equal(codeOf(mismatch), '422 product.options_mismatch')
    assert.deepEqual((mismatch.body as { errors?: unknown }).errors, [
      { field: 'body/variants/0/options', message: 'has 0 values for 1 options' },
    ])
    const dollars = await shop.admin.createProduct({
      body: input('Bad', { variants: [{ options: [], price: { amount: 1, currency: 'USD' } }] }),
    })
    assert.deepEqual((dollars.body as { errors?: unknown }).errors, [
      { field: 'body/variants/0/price/currency', message: 'must be EUR, the shop’s currency' },
    ])
    assert.equal(codeOf(await shop.admin.createProduct({ body: input('!!!') })), '400 request.invalid')
    assert.equal((await shop.anyone.getProduct({ params: { idOrHandle: 'bad' } })).status, 404)
  })

  it('is replaced only as the version that the merchant saw', async () => {
    const { id } = await make('Versioned')
    const replace = (version: number, title: string) =>
      shop.admin.replaceProduct({
        params: { productId: id },
        headers: { 'if-match': `"${version}"` },
        body: input(title),
      })
    const outcomes = await Promise.all([replace(1, 'One'), replace(1, 'Two')])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), [200, 412])
    const late = outcomes.find(({ status }) => status === 412)!
    assert.equal((late.body as { details: Product }).details.version, 2)
    assert.equal((await replace(2, 'Three')).status, 200)
  })

  it('is made once when it is asked twice with one key', async () => {
    const idempotencyKey = newId()
    const twice = await Promise.all(
      [1, 2].map(() => shop.admin.createProduct({ body: input('Twice'), idempotencyKey })),
    )
    const again = await shop.admin.createProduct({ body: input('Twice'), idempotencyKey })
    const made = [...twice, again].filter(({ status }) => status === 201).map(({ body }) => (body as Product).id)
    assert.equal(new Set(made).size, 1)
    assert.equal(again.headers!['idempotency-replayed'], 'true')
  })
})

describe('the last one', () => {
  for (const [units, shoppers] of [
    [1, 100],
    [50, 200],
  ] as const) {
    it(`of ${units} is sold ${units} times to ${shoppers} orders at once, through HTTP`, async () => {
      const product = await make(`Rare ${units}`, { variants: [{ options: [], price: euros(1), onHand: units }] })
      const variantId = product.variants[0]!.id
      const orders = Array.from({ length: shoppers }, newId)
      const outcomes = await Promise.all(
        orders.map(async (orderId) =>
          codeOf(await shop.orders.reserve({ body: { orderId, lines: [{ variantId, quantity: 1 }] } })),
        ),
      )
      const count = (outcome: string) => outcomes.filter((each) => each === outcome).length
      assert.deepEqual([count('200 ok'), count('409 stock.short')], [units, shoppers - units])
      const won = orders.filter((_, index) => outcomes[index] === '200 ok')
      for (const orderId of won)
        assert.equal((await shop.orders.commitReservation({ params: { orderId } })).status, 200)
      const stock = await shop.admin.getStock({ params: { variantId } })
      assert.deepEqual(stock.body, { levels: [{ variantId, location: 'main', onHand: 0, reserved: 0, available: 0 }] })
    })
  }

  it('comes back by itself when the order that held it never ends', async () => {
    const product = await make('Held lamp')
    const variantId = product.variants[0]!.id
    const orderId = newId()
    await shop.orders.reserve({ body: { orderId, lines: [{ variantId, quantity: 1 }] } })
    const available = async () => {
      const { body } = await shop.anyone.offers({ body: { variantIds: [variantId] } })
      return (body as { offers: { available?: number }[] }).offers[0]!.available
    }
    assert.equal(await available(), 0)
    now = new Date(now.getTime() + 15 * 60_000)
    for (let tries = 0; tries < 100 && (await available()) === 0; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal(await available(), 1)
    const { body } = await shop.orders.getReservation({ params: { orderId } })
    assert.equal((body as { state: string }).state, 'expired')
  })
})

describe('the showcase', () => {
  it('keeps the merchant’s order, leaves out what is hidden, and offers the merchant’s filters', async () => {
    const first = await make('First')
    now = new Date(now.getTime() + 1_000)
    const second = await make('Second', { type: 'Lamp' })
    const hidden = await make('Hidden', { status: 'draft' })
    assert.equal((await shop.admin.setFeatured({ body: { productIds: [second.id, hidden.id, first.id] } })).status, 204)
    const featured = await shop.anyone.featuredProducts({})
    assert.deepEqual(
      (featured.body as { items: { title: string }[] }).items.map(({ title }) => title),
      ['Second', 'First'],
    )
    const newest = await shop.anyone.newProducts({ query: { limit: 1 } })
    assert.deepEqual(
      (newest.body as { items: { title: string }[] }).items.map(({ title }) => title),
      ['Second'],
    )

    const filters = [{ key: 'type', label: 'Kind', display: 'list' as const }]
    assert.equal((await shop.admin.setFilters({ body: { filters, swatches: { Fog: '#9db0bf' } } })).status, 200)
    const { body } = await shop.anyone.listProducts({ query: { facets: true } })
    assert.deepEqual((body as { facets: unknown }).facets, [
      { key: 'type', label: 'Kind', display: 'list', values: [{ value: 'Lamp', label: 'Lamp', count: 1 }] },
    ])
    assert.equal((await shop.admin.setFilters({ body: { filters: [] } })).status, 200)
  })
})
