import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import { BY, hold, minutes, one, stockShop } from '../../tests/stock-shop.ts'
import { wholeFile, type TestShop } from '../../tests/test-shop.ts'
import { stockFaults } from './stock-check.ts'

/** Most tests share a shop: each has variants and orders of its own. */
const shared = stockShop(wholeFile)

describe('a reservation', () => {
  for (const [units, shoppers] of [
    [1, 100],
    [50, 200],
  ] as const) {
    it(`holds ${units} for exactly ${units} of ${shoppers} orders at once, and tells the others what is short`, async () => {
      const { reservations, variant, level, database } = await shared
      const id = await variant(units)
      const outcomes = await Promise.all(
        Array.from({ length: shoppers }, () => reservations.reserve(hold(newId(), one(id)), BY)),
      )
      const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]))
      assert.equal(outcomes.length - refusals.length, units)
      for (const refusal of refusals)
        assert.deepEqual(refusal, { code: 'stock.short', lines: [{ variantId: id, asked: 1, available: 0 }] })
      assert.deepEqual(await level(id), { onHand: units, reserved: units })
      assert.deepEqual(await stockFaults(database.read), [])
    })
  }

  it('sums the same variant on two lines before it looks, and holds all lines or none', async () => {
    const { reservations, variant, level } = await shared
    const [five, plenty] = [await variant(5), await variant(100)]
    const lines = [...one(five, 3), ...one(plenty, 7), ...one(five, 3)]
    assert.deepEqual(await reservations.reserve(hold(newId(), lines), BY), {
      ok: false,
      error: { code: 'stock.short', lines: [{ variantId: five, asked: 6, available: 5 }] },
    })
    assert.deepEqual(await level(five), { onHand: 5, reserved: 0 })
    assert.deepEqual(await level(plenty), { onHand: 100, reserved: 0 })
  })

  it('names every variant that is short, and those that do not exist', async () => {
    const { reservations, variant } = await shared
    const [a, b, missing] = [await variant(1), await variant(0), newId()]
    const short = await reservations.reserve(hold(newId(), [...one(a, 2), ...one(b)]), BY)
    assert.deepEqual(short, {
      ok: false,
      error: {
        code: 'stock.short',
        lines: [
          { variantId: a, asked: 2, available: 1 },
          { variantId: b, asked: 1, available: 0 },
        ],
      },
    })
    assert.deepEqual(await reservations.reserve(hold(newId(), [...one(a), ...one(missing)]), BY), {
      ok: false,
      error: { code: 'variant.not_found', variantIds: [missing] },
    })
  })

  it('never waits in a circle when orders name the same variants in different orders', async () => {
    const { reservations, variant, database } = await shared
    const ids = await Promise.all(Array.from({ length: 6 }, () => variant(1_000)))
    const orders = Array.from({ length: 120 }, (_, index) => ({
      id: newId(),
      lines: [...ids, ...ids].slice(index % 6, (index % 6) + 6).map((variantId) => ({ variantId, quantity: 1 })),
    }))
    if (orders[1]) orders[1].lines.reverse()
    const before = await deadlocks(database)
    const held = await Promise.all(orders.map(({ id, lines }) => reservations.reserve(hold(id, lines), BY)))
    const ended = await Promise.all(
      orders.map(({ id }, index) => (index % 2 === 0 ? reservations.commit(id, BY) : reservations.release(id, BY))),
    )
    assert.ok([...held, ...ended].every(({ ok }) => ok))
    assert.equal((await deadlocks(database)) - before, 0)
    assert.deepEqual(await stockFaults(database.read), [])
  })

  it('is answered alike when it is asked again, and refused with other lines', async () => {
    const { reservations, variant, level } = await shared
    const [id, other] = [await variant(5), newId()]
    const orderId = newId()
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => reservations.reserve(hold(orderId, one(id, 2)), BY)),
    )
    const expected = {
      orderId,
      state: 'held',
      expiresAt: minutes(15),
      parts: [{ variantId: id, location: 'main', quantity: 2, counted: true }],
    }
    for (const outcome of outcomes) assert.deepEqual(outcome, { ok: true, value: expected })
    assert.deepEqual(await level(id), { onHand: 5, reserved: 2 })
    assert.deepEqual(await reservations.reserve(hold(orderId, [...one(id, 2), ...one(other)]), BY), {
      ok: false,
      error: { code: 'reservation.other_lines' },
    })
  })

  it('is committed once, whoever asks again, and cannot be released then', async () => {
    const { reservations, variant, level, stock } = await shared
    const id = await variant(5)
    const orderId = newId()
    await reservations.reserve(hold(orderId, one(id, 2)), BY)
    for (const outcome of await Promise.all(Array.from({ length: 5 }, () => reservations.commit(orderId, BY))))
      assert.equal(outcome.ok && outcome.value.state, 'committed')
    assert.deepEqual(await level(id), { onHand: 3, reserved: 0 })
    assert.deepEqual(await reservations.release(orderId, BY), { ok: false, error: { code: 'reservation.committed' } })
    const ledger = (await stock.ledger(id, { limit: 10 }))!.items
    assert.deepEqual(
      ledger.map(({ reason, onHandBy, reservedBy, orderId, actor }) => ({
        reason,
        onHandBy,
        reservedBy,
        orderId,
        actor,
      })),
      [
        { reason: 'commit', onHandBy: -2, reservedBy: -2, orderId, actor: 'order-service' },
        { reason: 'reserve', onHandBy: 0, reservedBy: 2, orderId, actor: 'order-service' },
        { reason: 'adjust', onHandBy: 5, reservedBy: 0, orderId: undefined, actor: 'tester' },
      ],
    )
  })

  it('that is released before it was made leaves a mark, so that the late reserve takes nothing', async () => {
    const { reservations, variant, level } = await shared
    const id = await variant(5)
    const orderId = newId()
    assert.deepEqual(await reservations.release(orderId, BY), {
      ok: true,
      value: { orderId, state: 'released', parts: [] },
    })
    assert.deepEqual(await reservations.reserve(hold(orderId, one(id)), BY), {
      ok: false,
      error: { code: 'reservation.released' },
    })
    assert.deepEqual(await reservations.commit(orderId, BY), { ok: false, error: { code: 'reservation.released' } })
    assert.deepEqual(await level(id), { onHand: 5, reserved: 0 })
  })

  it('gives its stock back once, however often it is released', async () => {
    const { reservations, variant, level } = await shared
    const id = await variant(5)
    const orderId = newId()
    await reservations.reserve(hold(orderId, one(id, 5)), BY)
    for (const outcome of await Promise.all(Array.from({ length: 5 }, () => reservations.release(orderId, BY))))
      assert.equal(outcome.ok && outcome.value.state, 'released')
    assert.deepEqual(await level(id), { onHand: 5, reserved: 0 })
  })
})

describe('a reservation past its time', () => {
  it('is freed by the sweep at its time and not before', async (t) => {
    const { reservations, variant, level } = await stockShop(t)
    const id = await variant(5)
    await reservations.reserve(hold(newId(), one(id, 5)), BY)
    const sweep = (at: Date) => reservations.expire({ actor: 'product-service', at })
    assert.equal(await sweep(new Date(minutes(15).getTime() - 1)), 0)
    assert.deepEqual(await level(id), { onHand: 5, reserved: 5 })
    assert.deepEqual((await Promise.all([sweep(minutes(15)), sweep(minutes(15))])).sort(), [0, 1])
    assert.deepEqual(await level(id), { onHand: 5, reserved: 0 })
  })

  it('is held longer when payment waits for the shopper, and never shorter', async (t) => {
    const { reservations, variant } = await stockShop(t)
    const orderId = newId()
    await reservations.reserve(hold(orderId, one(await variant(1))), BY)
    const until = async (count: number) => {
      const outcome = await reservations.extend(orderId, minutes(count), BY)
      return outcome.ok && outcome.value.expiresAt
    }
    assert.deepEqual([await until(60), await until(20)], [minutes(60), minutes(60)])
    assert.equal(await reservations.expire({ actor: 'sweep', at: minutes(59) }), 0)
  })

  it('takes its stock all the same when it is committed and there still is enough', async (t) => {
    const { reservations, variant, level, database } = await stockShop(t)
    const id = await variant(5)
    const orderId = newId()
    await reservations.reserve(hold(orderId, one(id, 5)), BY)
    await reservations.expire({ actor: 'sweep', at: minutes(16) })
    const committed = await reservations.commit(orderId, { ...BY, at: minutes(17) })
    assert.equal(committed.ok && committed.value.state, 'committed')
    assert.deepEqual(await level(id), { onHand: 0, reserved: 0 })
    assert.deepEqual(await stockFaults(database.read), [])
  })

  it('says what is short when it is committed and others have bought meanwhile', async (t) => {
    const { reservations, variant, level } = await stockShop(t)
    const id = await variant(5)
    const late = newId()
    await reservations.reserve(hold(late, one(id, 5)), BY)
    await reservations.expire({ actor: 'sweep', at: minutes(16) })
    await reservations.reserve({ ...hold(newId(), one(id, 2)), until: minutes(40) }, BY)
    assert.deepEqual(await reservations.commit(late, BY), {
      ok: false,
      error: { code: 'stock.short', lines: [{ variantId: id, asked: 5, available: 3 }] },
    })
    assert.deepEqual(await level(id), { onHand: 5, reserved: 2 })
  })
})

async function deadlocks(database: TestShop['database']): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select deadlocks as count from pg_stat_database where datname = current_database()`.execute(database.read)
  return Number(rows[0]!.count)
}
