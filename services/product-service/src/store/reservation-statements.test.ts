import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { watchStatements } from '@mallhive/testkit'
import { sql } from 'kysely'
import { BY, hold, minutes, one, stockShop } from '../../tests/stock-shop.ts'
import { variantContent, wholeFile } from '../../tests/test-shop.ts'
import { stockFaults } from './stock-check.ts'

/** Each test has variants and orders of its own. */
const shared = stockShop(wholeFile)
const PLENTY = 1_000

const short = (variantId: string, asked: number, available: number) => ({
  ok: false,
  error: { code: 'stock.short', lines: [{ variantId, asked, available }] },
})

describe('what a step costs', () => {
  it('is one statement for reserving, for extending and for committing, alone as well as for many at once', async (t) => {
    const { reservations, variant } = await shared
    const [first, second] = [await variant(PLENTY), await variant(PLENTY)]
    const lines = [...one(first), ...one(second, 2)]
    const alone = newId()
    await reservations.reserve(hold(newId(), lines), BY)
    const { sent } = watchStatements(t)
    await reservations.reserve(hold(alone, lines), BY)
    await reservations.extend(alone, minutes(60), BY)
    await reservations.commit(alone, BY)
    assert.equal(sent.length, 3)
    const orders = Array.from({ length: 64 }, newId)
    await Promise.all(orders.map((id) => reservations.reserve(hold(id, lines), BY)))
    await Promise.all(orders.map((id) => reservations.release(id, BY)))
    assert.equal(sent.length, 5)
  })

  it('is thirteen statements for all together where few are left, since lists of products change', async (t) => {
    const { reservations, variant } = await shared
    const [first, second] = [await variant(5), await variant(4)]
    await reservations.reserve(hold(newId(), one(first)), BY)
    const { sent } = watchStatements(t)
    const orders = Array.from({ length: 6 }, newId)
    await Promise.all(orders.map((id, index) => reservations.reserve(hold(id, one(index < 3 ? first : second)), BY)))
    assert.equal(sent.length, 13)
  })

  it('is three questions without a transaction where something is sold out, and two statements to refuse the order', async (t) => {
    const { reservations, variant } = await shared
    const [plenty, none] = [await variant(PLENTY), await variant(0)]
    await reservations.reserve(hold(newId(), one(plenty)), BY)
    const { sent } = watchStatements(t)
    const orders = Array.from({ length: 64 }, newId)
    const outcomes = await Promise.all(orders.map((id) => reservations.reserve(hold(id, one(none)), BY)))
    assert.deepEqual(
      [...new Set(outcomes.map((outcome) => JSON.stringify(outcome)))],
      [JSON.stringify(short(none, 1, 0))],
    )
    assert.equal(sent.length, 3)
    assert(sent.every(({ text }) => text !== 'begin'))
    await Promise.all(orders.map((id) => reservations.release(id, BY)))
    assert.equal(sent.length, 5)
  })
})

describe('orders that come at the same moment', () => {
  it('get each its own answer, and only those that are held state it', async () => {
    const { reservations, variant, stock, database, level } = await shared
    const [plenty, none, twice] = [await variant(PLENTY), await variant(0), await variant(2)]
    const untracked = await variant(0, { tracked: false })
    await stock.adjust({ id: newId(), variantId: twice, by: 300, location: 'outlet' }, BY)
    const missing = newId()
    const asked = [
      one(plenty, 3),
      one(none),
      one(missing),
      one(untracked, 9),
      one(twice, 4),
      [...one(plenty), ...one(none)],
    ]
    const ids = asked.map(newId)
    const outcomes = await Promise.all(asked.map((lines, index) => reservations.reserve(hold(ids[index]!, lines), BY)))
    const part = (variantId: string, quantity: number, location = 'main', counted = true) => ({
      variantId,
      location,
      quantity,
      counted,
    })
    const held = (index: number, ...parts: ReturnType<typeof part>[]) => ({
      ok: true,
      value: { orderId: ids[index], state: 'held', expiresAt: minutes(15), parts },
    })
    assert.deepEqual(outcomes, [
      held(0, part(plenty, 3)),
      short(none, 1, 0),
      { ok: false, error: { code: 'variant.not_found', variantIds: [missing] } },
      held(3, part(untracked, 9, 'main', false)),
      held(4, part(twice, 2), part(twice, 2, 'outlet')),
      short(none, 1, 0),
    ])
    const { rows } = await sql<{ subject: string; data: unknown }>`
      select envelope ->> 'subject' as subject, envelope -> 'data' as data from outbox
      where envelope ->> 'type' = 'stock.reserved.v1' and envelope ->> 'subject' = any(${ids}) order by 1`.execute(
      database.read,
    )
    const stated = (index: number, variantId: string, quantity: number) => ({
      subject: ids[index],
      data: { orderId: ids[index], lines: [{ variantId, quantity }] },
    })
    assert.deepEqual(rows, [stated(0, plenty, 3), stated(3, untracked, 9), stated(4, twice, 4)])
    assert.deepEqual(await level(plenty), { onHand: PLENTY, reserved: 3 })
    assert.deepEqual(await stockFaults(database.read), [])
  })

  it('are told what leaves the stock and what comes back by variant, whatever the locations', async () => {
    const { reservations, variant, stock, database } = await shared
    const [first, second] = [await variant(20), await variant(PLENTY)]
    await stock.adjust({ id: newId(), variantId: first, by: 30, location: 'outlet' }, BY)
    const [sold, freed] = [newId(), newId()]
    for (const id of [sold, freed]) await reservations.reserve(hold(id, [...one(first, 15), ...one(second)]), BY)
    await Promise.all([reservations.commit(sold, BY), reservations.release(freed, BY)])
    const { rows } = await sql<{ type: string; lines: unknown }>`
      select envelope ->> 'type' as type, envelope -> 'data' -> 'lines' as lines from outbox
      where envelope ->> 'subject' = any(${[sold, freed]}) and envelope ->> 'type' <> 'stock.reserved.v1' order by 1`.execute(
      database.read,
    )
    const lines = [
      { variantId: first, quantity: 15 },
      { variantId: second, quantity: 1 },
    ]
    assert.deepEqual(rows, [
      { type: 'stock.committed.v1', lines },
      { type: 'stock.released.v1', lines },
    ])
    assert.deepEqual(await stockFaults(database.read), [])
  })

  it('are one order whatever the letters of its id', async () => {
    const { reservations, variant, level } = await shared
    const id = await variant(PLENTY)
    const orderId = newId()
    const spelled = [orderId, orderId.toUpperCase(), orderId]
    await Promise.all(spelled.map((each) => reservations.reserve(hold(each, one(id, 2)), BY)))
    assert.deepEqual(await level(id), { onHand: PLENTY, reserved: 2 })
    await Promise.all(spelled.map((each) => reservations.commit(each, BY)))
    assert.deepEqual(await level(id), { onHand: PLENTY - 2, reserved: 0 })
  })
})

describe('what lists show', () => {
  it('is right after each reservation and release, from plenty to sold out and back', async () => {
    const { reservations, make, database } = await shared
    const product = await make({ variants: [variantContent({ onHand: 8 })] })
    const variantId = product.variants[0]!.id
    const shown = async () => {
      const { rows } = await sql<{ shown: unknown }>`
        select card -> 'availability' as shown from listing where product_id = ${product.id}`.execute(database.read)
      return rows[0]!.shown
    }
    const orders = [1, 2, 2, 3].map((quantity) => ({ id: newId(), quantity }))
    const seen = []
    for (const { id, quantity } of orders) {
      await reservations.reserve(hold(id, one(variantId, quantity)), BY)
      seen.push(await shown())
    }
    for (const { id } of orders) {
      await reservations.release(id, BY)
      seen.push(await shown())
    }
    const few = (left: number) => ({ state: 'low-stock', left })
    const enough = { state: 'in-stock' }
    assert.deepEqual(seen, [enough, few(5), few(3), { state: 'sold-out' }, few(1), few(3), few(5), enough])
  })

  it('is right when many take at the same moment what leaves few', async () => {
    const { reservations, make, database } = await shared
    const product = await make({ variants: [variantContent({ onHand: 63 })] })
    const variantId = product.variants[0]!.id
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, () => reservations.reserve(hold(newId(), one(variantId)), BY)),
    )
    assert.ok(outcomes.every(({ ok }) => ok))
    const { rows } =
      await sql`select card -> 'availability' as shown from listing where product_id = ${product.id}`.execute(
        database.read,
      )
    assert.deepEqual(rows, [{ shown: { state: 'low-stock', left: 3 } }])
  })
})

describe('a step that waited for another', () => {
  it('takes what is held when its turn comes, not what was held when it was asked', async () => {
    const { reservations, variant, stock, database } = await shared
    const id = await variant(PLENTY)
    await stock.adjust({ id: newId(), variantId: id, by: 9, location: 'outlet' }, BY)
    const orderId = newId()
    await reservations.reserve(hold(orderId, one(id, 4)), BY)
    let committed: ReturnType<typeof reservations.commit> | undefined
    await database.transaction(async (tx) => {
      await sql`select from reservation where order_id = ${orderId} for update`.execute(tx)
      committed = reservations.commit(orderId, BY)
      await oneWaits(database)
      // As if it had expired and were held again, from the other location, all of it while the commit waits.
      await sql`update reservation_line set location = 'outlet' where order_id = ${orderId}`.execute(tx)
      await sql`update stock_level set reserved = case location when 'outlet' then 4 else 0 end where variant_id = ${id}`.execute(
        tx,
      )
      await sql`insert into stock_ledger (id, variant_id, location, reason, on_hand_by, reserved_by, order_id, actor, at)
        values (${newId()}, ${id}, 'main', 'expire', 0, -4, ${orderId}, 'sweep', now()), (${newId()}, ${id}, 'outlet', 'reserve', 0, 4, ${orderId}, 'sweep', now())`.execute(
        tx,
      )
      await sql`update reservation set expires_at = ${minutes(30)} where order_id = ${orderId}`.execute(tx)
    })
    assert.deepEqual(await committed, {
      ok: true,
      value: {
        orderId,
        state: 'committed',
        parts: [{ variantId: id, location: 'outlet', quantity: 4, counted: true }],
      },
    })
    assert.deepEqual(
      (await stock.levels(id))!.map(({ location, onHand, reserved }) => ({ location, onHand, reserved })),
      [
        { location: 'main', onHand: PLENTY, reserved: 0 },
        { location: 'outlet', onHand: 5, reserved: 0 },
      ],
    )
    assert.deepEqual(await stockFaults(database.read), [])
  })

  it('counts what was taken meanwhile, and shows in lists that few are left by both', async () => {
    const { reservations, make, database, level } = await shared
    const product = await make({ variants: [variantContent({ onHand: 20 })] })
    const id = product.variants[0]!.id
    let held: Promise<boolean[]> | undefined
    await database.transaction(async (tx) => {
      await sql`update stock_level set on_hand = 14 where variant_id = ${id}`.execute(tx)
      await sql`insert into stock_ledger (id, variant_id, location, reason, on_hand_by, reserved_by, actor, at)
        values (${newId()}, ${id}, 'main', 'adjust', -6, 0, 'tester', now())`.execute(tx)
      const orders = Array.from({ length: 12 }, newId)
      held = Promise.all(orders.map(async (order) => (await reservations.reserve(hold(order, one(id)), BY)).ok))
      await oneWaits(database)
    })
    assert.ok((await held!).every((isHeld) => isHeld))
    assert.deepEqual(await level(id), { onHand: 14, reserved: 12 })
    const { rows } =
      await sql`select card -> 'availability' as shown from listing where product_id = ${product.id}`.execute(
        database.read,
      )
    assert.deepEqual(rows, [{ shown: { state: 'low-stock', left: 2 } }])
    assert.deepEqual(await stockFaults(database.read), [])
  })

  it('is told that the last ones went meanwhile', async () => {
    const { reservations, variant, database, level } = await shared
    const id = await variant(3)
    let asked: ReturnType<typeof reservations.reserve> | undefined
    await database.transaction(async (tx) => {
      await sql`update stock_level set on_hand = 0 where variant_id = ${id}`.execute(tx)
      await sql`insert into stock_ledger (id, variant_id, location, reason, on_hand_by, reserved_by, actor, at)
        values (${newId()}, ${id}, 'main', 'adjust', -3, 0, 'tester', now())`.execute(tx)
      asked = reservations.reserve(hold(newId(), one(id)), BY)
      await oneWaits(database)
    })
    assert.deepEqual(await asked, short(id, 1, 0))
    assert.deepEqual(await level(id), { onHand: 0, reserved: 0 })
    assert.deepEqual(await stockFaults(database.read), [])
  })
})

/** Until some statement waits for a lock. */
async function oneWaits(database: Awaited<typeof shared>['database']): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      database.read,
    )
    if (rows.length > 0) return
  }
}
