import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId, ok } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { ProductContent } from '../domain/product-content.ts'
import type { StoredProduct } from '../domain/stored-product.ts'
import { postgresOffers } from './offers.ts'
import { postgresReservations } from './reservations.ts'
import { stockFaults } from './stock-check.ts'
import { CAUSE, NOW, productContent, testShop, variantContent, wholeFile } from '../../tests/test-shop.ts'

const shop = testShop(wholeFile)
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000)
const price = (amount: number, compareAt?: number) => ({
  currency: 'EUR',
  amount,
  ...(compareAt !== undefined && { compareAt }),
})

async function replace(product: StoredProduct, change: Partial<ProductContent>, at = NOW): Promise<StoredProduct> {
  const { catalogue } = await shop
  const content = (current: StoredProduct): ProductContent => ({ ...contentOf(current), ...change })
  const replaced = await catalogue.replace(product.id, (current) => ok(content(current)), { ...CAUSE, at })
  assert.ok(replaced.ok)
  return replaced.value
}
const contentOf = ({ variants, pictures, ...rest }: StoredProduct): ProductContent => ({
  ...rest,
  pictures,
  variants: variants.map(({ onHand: _, ...variant }) => variant),
})

async function events(key: string): Promise<{ type: string; data: unknown }[]> {
  const { database } = await shop
  const { rows } = await sql<{ type: string; data: unknown }>`
    select envelope ->> 'type' as type, envelope -> 'data' as data from outbox where envelope ->> 'subject' = ${key} order by seq`.execute(
    database.read,
  )
  return rows
}

describe('a price', () => {
  it('is never changed in place: a new row closes the old one, and others are told', async () => {
    const { make, database } = await shop
    const product = await make({ variants: [variantContent({ price: price(1_000) })] })
    const variant = product.variants[0]!
    await replace(product, { variants: [{ ...variantContent(), price: price(800, 1_000) }] }, later(1))
    await replace(product, { variants: [{ ...variantContent(), price: price(800, 1_000) }] }, later(2))
    await replace(product, { variants: [{ ...variantContent(), price: price(900) }] }, later(3))
    const { rows } = await sql`
      select amount, compare_at, valid_from, valid_to from price where variant_id = ${variant.id} order by valid_from`.execute(
      database.read,
    )
    assert.deepEqual(rows, [
      { amount: 1_000, compare_at: null, valid_from: NOW, valid_to: later(1) },
      { amount: 800, compare_at: 1_000, valid_from: later(1), valid_to: later(3) },
      { amount: 900, compare_at: null, valid_from: later(3), valid_to: null },
    ])
    const money = (amount: number) => ({ amount, currency: 'EUR' })
    const facts = { variantId: variant.id, productId: product.id }
    assert.deepEqual(
      (await events(variant.id)).filter(({ type }) => type === 'price.changed.v1').map(({ data }) => data),
      [
        { ...facts, now: money(1_000) },
        { ...facts, before: money(1_000), now: money(800) },
        { ...facts, before: money(800), now: money(900) },
      ],
    )
  })

  it('has one current row only, by the database', async () => {
    const { make, database } = await shop
    const product = await make({})
    await assert.rejects(
      sql`insert into price (id, variant_id, currency, amount, valid_from) values (${newId()}, ${product.variants[0]!.id}, 'EUR', 1, now())`.execute(
        database.read,
      ),
      { constraint: 'price_current' },
    )
  })
})

describe('a product', () => {
  it('is found by id and by handle whatever its capitals, and by an old handle says where it is now', async () => {
    const { make, catalogue } = await shop
    const product = await make({ handle: 'Dome-Lamp' })
    const find = (idOrHandle: string) => catalogue.find(idOrHandle, { hidden: false, now: NOW })
    assert.deepEqual(await find('dome-LAMP'), { kind: 'product', product })
    assert.deepEqual(await find(product.id), { kind: 'product', product })
    await replace(product, { handle: 'table-lamp' })
    assert.deepEqual(await find('dome-lamp'), { kind: 'moved', handle: 'table-lamp' })
    const other = await make({ handle: 'dome-lamp' })
    assert.deepEqual(await find('dome-lamp'), { kind: 'product', product: other })
  })

  it('is hidden from shoppers while it is a draft, archived, unpublished or published later', async () => {
    const { make, catalogue, database } = await shop
    const { publishedAt, ...unpublished } = productContent()
    assert.deepEqual(publishedAt, NOW)
    for (const content of [
      { status: 'draft' },
      { status: 'archived' },
      { publishedAt: later(1) },
      unpublished,
    ] as Partial<ProductContent>[]) {
      const made = await catalogue.create(
        newId(),
        content === unpublished ? unpublished : productContent(content),
        CAUSE,
      )
      assert.ok(made.ok)
      const { id, handle, variants } = made.value
      assert.deepEqual(await catalogue.find(id, { hidden: false, now: NOW }), { kind: 'none' })
      assert.deepEqual(await catalogue.find(handle, { hidden: false, now: NOW }), { kind: 'none' })
      assert.equal((await catalogue.find(handle, { hidden: true, now: NOW })).kind, 'product')
      assert.deepEqual(await postgresOffers(database.read, () => NOW).of([variants[0]!.id], NOW), [])
    }
    const soon = await make({ publishedAt: later(1) })
    assert.equal((await catalogue.find(soon.id, { hidden: false, now: later(1) })).kind, 'product')
  })

  it('is made once when it is asked twice with one id, and not with the handle of another', async () => {
    const { catalogue } = await shop
    const [id, content] = [newId(), productContent({ handle: 'once' })]
    const first = await catalogue.create(id, content, CAUSE)
    assert.deepEqual(await catalogue.create(id, content, CAUSE), first)
    const taken = { ok: false, error: { code: 'product.handle_taken' } }
    assert.deepEqual(await catalogue.create(newId(), { ...content, handle: 'ONCE' }, CAUSE), taken)
    const race = await Promise.all(
      [1, 2, 3, 4].map(() => catalogue.create(newId(), productContent({ handle: 'race' }), CAUSE)),
    )
    assert.equal(race.filter((outcome) => outcome.ok).length, 1)
  })

  it('keeps the variants that it had, with their stock, when it is replaced', async () => {
    const { make, database } = await shop
    const options = [{ name: 'Colour', extra: {} }]
    const variants = ['Red', 'Clay', 'Ink'].map((colour) =>
      variantContent({ optionValues: [colour], sku: `L-${colour}`, onHand: 3 }),
    )
    const product = await make({ options, variants })
    const [red, , ink] = product.variants
    const replaced = await replace(product, {
      options,
      variants: [
        variantContent({ optionValues: ['Ink'], onHand: 99 }),
        variantContent({ optionValues: ['Ruby'], sku: 'L-Red', onHand: 99 }),
        variantContent({ optionValues: ['Bone'], onHand: 4 }),
      ],
    })
    const [first, second, third] = replaced.variants
    assert.deepEqual([first!.id, second!.id], [ink!.id, red!.id])
    assert.deepEqual(
      replaced.variants.map(({ onHand }) => onHand),
      [3, 3, 4],
    )
    assert.ok(!product.variants.some(({ id }) => id === third!.id))
    assert.equal(replaced.version, 2)
    assert.deepEqual(await stockFaults(database.read), [])
  })

  it('that leaves the shop takes its listing along, and orders under way can still end', async () => {
    const { make, catalogue, database } = await shop
    const product = await make({ variants: [variantContent({ onHand: 2 })] })
    const variantId = product.variants[0]!.id
    const reservations = postgresReservations(database)
    const by = { actor: 'order-service', at: NOW }
    const orderId = newId()
    await reservations.reserve({ orderId, lines: [{ variantId, quantity: 1 }], until: later(1) }, by)
    assert.equal(await catalogue.remove(product.id, NOW), true)
    assert.equal(await catalogue.remove(product.id, NOW), false)
    assert.deepEqual(
      await database.read.selectFrom('listing').select('product_id').where('product_id', '=', product.id).execute(),
      [],
    )
    assert.ok((await reservations.commit(orderId, by)).ok)
    assert.deepEqual(await stockFaults(database.read), [])
    assert.deepEqual((await events(product.id)).at(-1), {
      type: 'product.deleted.v1',
      data: { productId: product.id, variantIds: [variantId] },
    })
  })
})

describe('what lists know of a product', () => {
  const listed = async (id: string) => {
    const { database } = await shop
    const row = await database.read
      .selectFrom('listing')
      .select(['in_stock', 'card', sql<string>`xmin`.as('written')])
      .where('product_id', '=', id)
      .executeTakeFirstOrThrow()
    return { inStock: row.in_stock, availability: row.card['availability'], written: row.written }
  }

  it('is written when it is sold out, back or few are left, and left alone while there is plenty', async () => {
    const { make, database } = await shop
    const product = await make({ variants: [variantContent({ onHand: 10 })] })
    const variantId = product.variants[0]!.id
    const reservations = postgresReservations(database)
    const by = { actor: 'order-service', at: NOW }
    const take = (quantity: number, orderId = newId()) =>
      reservations.reserve({ orderId, lines: [{ variantId, quantity }], until: later(1) }, by)

    const before = await listed(product.id)
    assert.deepEqual([before.inStock, before.availability], [true, { state: 'in-stock' }])
    await take(4)
    assert.deepEqual(await listed(product.id), before)
    await take(3)
    assert.deepEqual((await listed(product.id)).availability, { state: 'low-stock', left: 3 })
    const last = newId()
    await take(3, last)
    assert.deepEqual(
      { ...(await listed(product.id)), written: '' },
      { inStock: false, availability: { state: 'sold-out' }, written: '' },
    )
    await reservations.release(last, by)
    assert.deepEqual(
      { ...(await listed(product.id)), written: '' },
      { inStock: true, availability: { state: 'low-stock', left: 3 }, written: '' },
    )
  })

  it('is right when two variants are sold out at the same moment', async () => {
    const { make, database } = await shop
    const reservations = postgresReservations(database)
    for (let round = 0; round < 10; round++) {
      const options = [{ name: 'Size', extra: {} }]
      const product = await make({
        options,
        variants: ['S', 'L'].map((size) => variantContent({ optionValues: [size], onHand: 1 })),
      })
      await Promise.all(
        product.variants.map(({ id }) =>
          reservations.reserve(
            { orderId: newId(), lines: [{ variantId: id, quantity: 1 }], until: later(1) },
            { actor: 'o', at: NOW },
          ),
        ),
      )
      assert.equal((await listed(product.id)).inStock, false)
    }
  })
})

describe('offers', () => {
  it('are answered in the order asked, each once, unknown ids left out', async () => {
    const { make, database } = await shop
    const first = await make({
      title: 'Lamp',
      handle: 'offer-lamp',
      variants: [variantContent({ onHand: 2, grams: 10.2, price: price(500, 700) })],
    })
    const second = await make({
      title: 'Bowl',
      handle: 'offer-bowl',
      variants: [variantContent({ soldOutPolicy: 'continue', sku: 'B1', taxClass: 'reduced' })],
    })
    const [lamp, bowl] = [first.variants[0]!.id, second.variants[0]!.id]
    assert.deepEqual(await postgresOffers(database.read, () => NOW).of([bowl, newId(), lamp, bowl], NOW), [
      {
        variantId: bowl,
        productId: second.id,
        handle: 'offer-bowl',
        title: 'Bowl',
        variantTitle: '',
        sku: 'B1',
        price: { amount: 1_000, currency: 'EUR' },
        taxClass: 'reduced',
        grams: 0,
        requiresShipping: true,
      },
      {
        variantId: lamp,
        productId: first.id,
        handle: 'offer-lamp',
        title: 'Lamp',
        variantTitle: '',
        price: { amount: 500, currency: 'EUR' },
        compareAt: { amount: 700, currency: 'EUR' },
        taxClass: 'standard',
        grams: 11,
        requiresShipping: true,
        available: 2,
      },
    ])
  })
})
