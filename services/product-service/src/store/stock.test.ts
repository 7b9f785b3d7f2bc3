import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import { BY, hold, one, stockShop } from '../../tests/stock-shop.ts'
import { wholeFile } from '../../tests/test-shop.ts'
import { stockFaults } from './stock-check.ts'

/** Most tests share a shop: each has variants and orders of its own. */
const shared = stockShop(wholeFile)

describe('restocking', () => {
  it('puts a committed order back once', async () => {
    const { reservations, variant, level, database } = await shared
    const id = await variant(5)
    const orderId = newId()
    await reservations.reserve(hold(orderId, one(id, 2)), BY)
    await reservations.commit(orderId, BY)
    for (const outcome of await Promise.all(Array.from({ length: 5 }, () => reservations.restock(orderId, BY))))
      assert.equal(outcome.ok && outcome.value.state, 'restocked')
    assert.deepEqual(await level(id), { onHand: 5, reserved: 0 })
    assert.deepEqual(await stockFaults(database.read), [])
    assert.deepEqual(await reservations.restock(newId(), BY), { ok: false, error: { code: 'reservation.not_found' } })
  })
})

describe('stock that is not counted or may be oversold', () => {
  it('holds any number of an untracked variant and keeps no level', async () => {
    const { reservations, variant, stock } = await shared
    const id = await variant(0, { tracked: false })
    const orderId = newId()
    assert.ok((await reservations.reserve(hold(orderId, one(id, 900)), BY)).ok)
    assert.ok((await reservations.commit(orderId, BY)).ok)
    assert.deepEqual(await stock.levels(id), [])
  })

  it('sells on below zero where the merchant says so', async () => {
    const { reservations, variant, level, database } = await shared
    const id = await variant(1, { soldOutPolicy: 'continue' })
    const orderId = newId()
    await reservations.reserve(hold(orderId, one(id, 3)), BY)
    assert.deepEqual(await level(id), { onHand: 1, reserved: 3 })
    await reservations.commit(orderId, BY)
    assert.deepEqual(await level(id), { onHand: -2, reserved: 0 })
    assert.deepEqual(await stockFaults(database.read), [])
  })

  it('sells nothing of a negative stock under deny', async () => {
    const { reservations, variant } = await shared
    const id = await variant(-3)
    const refused = await reservations.reserve(hold(newId(), one(id)), BY)
    assert.deepEqual(refused, {
      ok: false,
      error: { code: 'stock.short', lines: [{ variantId: id, asked: 1, available: 0 }] },
    })
  })

  it('is refused by the database itself, should the code ever be wrong', async () => {
    const { variant, database } = await shared
    const id = await variant(1)
    await assert.rejects(sql`update stock_level set reserved = 2 where variant_id = ${id}`.execute(database.read), {
      constraint: 'stock_not_oversold',
    })
    await assert.rejects(sql`update stock_level set reserved = -1 where variant_id = ${id}`.execute(database.read), {
      code: '23514',
    })
    await assert.rejects(
      sql`delete from stock_ledger where variant_id = ${id}`.execute(database.read),
      /only ever added to/,
    )
  })
})

describe('several locations', () => {
  it('are one stock for the shopper, used up in their order', async () => {
    const { reservations, variant, stock, database } = await shared
    const id = await variant(2)
    await stock.adjust({ id: newId(), variantId: id, by: 3, location: 'outlet' }, BY)
    const orderId = newId()
    const held = await reservations.reserve(hold(orderId, one(id, 4)), BY)
    assert.deepEqual(held.ok && held.value.parts, [
      { variantId: id, location: 'main', quantity: 2, counted: true },
      { variantId: id, location: 'outlet', quantity: 2, counted: true },
    ])
    await reservations.commit(orderId, BY)
    assert.deepEqual(await stock.levels(id), [
      { variantId: id, location: 'main', onHand: 0, reserved: 0, available: 0 },
      { variantId: id, location: 'outlet', onHand: 1, reserved: 0, available: 1 },
    ])
    assert.deepEqual(await stockFaults(database.read), [])
  })
})

describe('an adjustment', () => {
  it('is made once under its id, and not below what is reserved', async () => {
    const { reservations, stock, variant, level } = await shared
    const id = await variant(5)
    await reservations.reserve(hold(newId(), one(id, 2)), BY)
    const adjustment = { id: newId(), variantId: id, by: -3, location: 'main', note: 'broken' }
    const expected = { ok: true, value: { variantId: id, location: 'main', onHand: 2, reserved: 2, available: 0 } }
    assert.deepEqual(await stock.adjust(adjustment, BY), expected)
    assert.deepEqual(await stock.adjust(adjustment, BY), expected)
    const refused = await stock.adjust({ ...adjustment, id: newId(), by: -1 }, BY)
    assert.equal(!refused.ok && refused.error.code, 'stock.below_reserved')
    assert.deepEqual(await level(id), { onHand: 2, reserved: 2 })
  })

  it('is refused for what is not counted, is not there or is more than a level holds', async () => {
    const { stock, variant } = await shared
    const adjust = async (variantId: string, by: number) => {
      const outcome = await stock.adjust({ id: newId(), variantId, by, location: 'main' }, BY)
      return outcome.ok ? 'ok' : outcome.error.code
    }
    assert.equal(await adjust(await variant(0, { tracked: false }), 1), 'stock.untracked')
    assert.equal(await adjust(newId(), 1), 'variant.not_found')
    const full = await variant(1_000_000_000)
    assert.deepEqual([await adjust(full, 1), await adjust(full, -1)], ['stock.too_much', 'ok'])
  })

  it('may bring a negative stock nearer to zero', async () => {
    const { stock, variant, level } = await shared
    const id = await variant(-3)
    assert.ok((await stock.adjust({ id: newId(), variantId: id, by: 1, location: 'main' }, BY)).ok)
    assert.deepEqual(await level(id), { onHand: -2, reserved: 0 })
  })
})
