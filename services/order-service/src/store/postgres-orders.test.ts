import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { logger, migrateService, openDatabase } from '@mallhive/chassis'
import { money, newId, ok } from '@mallhive/kernel'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { orderPlaced } from '../../contract/events.ts'
import { failing } from '../domain/backward.ts'
import { confirmation } from '../domain/forward.ts'
import { factsOf, type SagaOrder } from '../domain/order.ts'
import { postponed } from '../domain/retry.ts'
import { postgresOrders } from './postgres-orders.ts'
import type { OrderTables } from './tables.ts'

const NOW = new Date('2026-11-21T13:06:00Z')
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000)

async function open(t: TestContext) {
  let close: () => Promise<void> = async () => undefined
  t.after(() => close())
  const url = await freshDatabase(t, 'orders')
  const log = logger('order-service', { LOG_LEVEL: 'silent' })
  const database = openDatabase<OrderTables>(url, { service: 'order-service', poolMax: 10, log })
  close = () => database.close()
  await migrateService(database.read, new URL('../../migrations/', import.meta.url))
  const orders = postgresOrders(database, { first: 1, format: 'HD-{number}' })
  const place = async (more: Partial<SagaOrder> = {}) => {
    const order = { ...newOrder(), ...more }
    await orders.place(order, orderPlaced(order.id, factsOf(order), NOW))
    return order
  }
  /** The same orders, by another process. */
  const another = () => {
    const other = openDatabase<OrderTables>(url, { service: 'order-service', poolMax: 10, log })
    t.after(() => other.close())
    return postgresOrders(other, { first: 1, format: 'HD-{number}' })
  }
  return { orders, place, database, another }
}

function newOrder(): SagaOrder {
  const price = money(2_400, 'EUR')
  const zero = money(0, 'EUR')
  const line = {
    variantId: newId(),
    productId: newId(),
    handle: 'mug',
    title: 'Stoneware mug',
    variantTitle: 'Fog',
    quantity: 1,
    unitPrice: price,
    total: price,
    discount: zero,
    taxClass: 'standard' as const,
    taxPercent: 19,
    tax: money(383, 'EUR'),
  }
  return {
    id: newId(),
    ownerId: newId(),
    guestId: undefined,
    placedAt: NOW,
    snapshot: {
      email: 'marlene.vogt@example.com',
      language: 'de',
      lines: [line],
      shippingAddress: { name: 'Marlene Vogt', line1: 'Kastanienallee 42', city: 'Berlin', country: 'DE' },
      shipping: { method: 'dhl', title: 'DHL', price: zero, arrivesFrom: '2026-11-24', arrivesTo: '2026-11-26' },
      totals: {
        subtotal: price,
        discount: zero,
        shipping: zero,
        shippingTax: zero,
        tax: line.tax,
        taxIncluded: true,
        taxes: [{ percent: 19, amount: line.tax }],
        total: price,
      },
    },
    state: 'pending',
    paymentStatus: 'none',
    fulfilmentStatus: 'unfulfilled',
    saga: 'placed',
    stockTaken: false,
    number: undefined,
    confirmedAt: undefined,
    card: {},
    nextActionUrl: undefined,
    payBefore: undefined,
    paymentToken: 'approve',
    returnUrl: undefined,
    refundId: newId(),
    failure: undefined,
    onHold: false,
    timeline: [],
    version: 1,
    attempts: 0,
    nextTryAt: NOW,
    lastError: undefined,
  }
}

describe('orders in PostgreSQL', () => {
  it('come back as they were placed, and once when placed twice', async (t) => {
    const { orders, place } = await open(t)
    const order = await place()
    const again = await orders.place({ ...order, ownerId: newId() }, orderPlaced(order.id, factsOf(order), NOW))
    assert.deepEqual(again, { isMoved: false, order })
    assert.deepEqual(await orders.find(order.id), order)
    assert.equal(await orders.find(newId()), undefined)
  })

  it('get one number when many confirm the same order at once, and the next order gets the next', async (t) => {
    const { orders, place } = await open(t)
    const [first, second] = [await place({ saga: 'authorised' }), await place({ saga: 'authorised' })]
    const moves = await Promise.all(Array.from({ length: 8 }, () => orders.move(first, [confirmation(NOW)])))
    assert.equal(moves.filter(({ isMoved }) => isMoved).length, 1)
    assert.deepEqual(new Set(moves.map(({ order }) => order.number)), new Set(['HD-1']))
    assert.equal((await orders.move(second, [confirmation(NOW)])).order.number, 'HD-2')
  })

  it('are numbered without a gap when those that were moved meanwhile travel with the others', async (t) => {
    const { orders, place, database } = await open(t)
    const placed = await Promise.all(Array.from({ length: 12 }, () => place({ saga: 'authorised' })))
    // Every third has been moved since it was read, and one is asked for twice.
    for (const [turn, order] of placed.entries())
      if (turn % 3 === 0) await orders.postpone(order, postponed(order, 'no answer', NOW))
    const moves = await Promise.all([...placed, placed[1]!].map((order) => orders.move(order, [confirmation(NOW)])))
    assert.deepEqual(
      moves.map(({ isMoved }) => isMoved),
      [...placed.map((_, turn) => turn % 3 !== 0), false],
    )
    const numbers = moves.flatMap(({ isMoved, order }) => (isMoved ? [order.number!] : []))
    assert.deepEqual(numbers.toSorted(), ['HD-1', 'HD-2', 'HD-3', 'HD-4', 'HD-5', 'HD-6', 'HD-7', 'HD-8'].toSorted())

    // The number stands in the row, in the answer and in the event, and it is the same.
    const stated = await sql<{ id: string; number: string; shown: string }>`
      select envelope ->> 'subject' as id, envelope #>> '{data,number}' as number, envelope #>> '{data,order,number}' as shown
      from outbox where envelope ->> 'type' = 'order.confirmed.v1'`.execute(database.read)
    assert.equal(stated.rows.length, 8)
    for (const { id, number, shown } of stated.rows)
      assert.deepEqual(
        [number, shown, (await orders.find(id))?.number],
        Array(3).fill(moves.find((each) => each.order.id === id)?.order.number),
      )
  })

  it('are numbered without a gap also once the counter runs, when one of a batch was moved meanwhile', async (t) => {
    const { orders, place } = await open(t)
    const confirmed = async (order: SagaOrder) => (await orders.move(order, [confirmation(NOW)])).order.number
    assert.equal(await confirmed(await place({ saga: 'authorised' })), 'HD-1')
    const placed = await Promise.all(Array.from({ length: 4 }, () => place({ saga: 'authorised' })))
    await orders.postpone(placed[1]!, postponed(placed[1]!, 'no answer', NOW))
    const numbers = await Promise.all(placed.map(confirmed))
    assert.equal(numbers[1], undefined)
    assert.deepEqual(new Set(numbers), new Set(['HD-2', 'HD-3', 'HD-4', undefined]))
    assert.equal(await confirmed(await place({ saga: 'authorised' })), 'HD-5')
  })

  it('are numbered by two processes at the same moment, time and again, and neither fails', async (t) => {
    const { orders, place, another } = await open(t)
    const processes = [orders, another()]
    const numbers: (string | undefined)[] = []
    for (let round = 0; round < 20; round++) {
      const pair = [await place({ saga: 'authorised' }), await place({ saga: 'authorised' })]
      const moves = await Promise.all(pair.map((order, turn) => processes[turn]!.move(order, [confirmation(NOW)])))
      numbers.push(...moves.map(({ order }) => order.number))
    }
    assert.deepEqual(new Set(numbers), new Set(Array.from({ length: 40 }, (_, index) => `HD-${1 + index}`)))
  })

  it('are numbered one batch after the other by two processes, and what fails alone takes no number along', async (t) => {
    const { orders, place, database, another } = await open(t)
    const second = another()
    const placed = await Promise.all(Array.from({ length: 40 }, () => place({ saga: 'authorised' })))
    const bad = orders.move({ ...placed[0]!, id: 'no uuid' }, [confirmation(NOW)])
    const moves = await Promise.allSettled([
      bad,
      ...placed.map((order, turn) => (turn % 2 ? orders : second).move(order, [confirmation(NOW)])),
    ])
    assert.deepEqual(
      moves.map(({ status }) => status),
      ['rejected', ...placed.map(() => 'fulfilled')],
    )
    const { rows } = await sql<{ numbers: number[] }>`
      select array_agg(number_position::int order by number_position) as numbers from shop_order`.execute(database.read)
    assert.deepEqual(
      rows[0]?.numbers,
      Array.from({ length: 40 }, (_, index) => 1 + index),
    )
  })

  it('are decided about again when somebody moved them between the look and the move', async (t) => {
    const { orders, place } = await open(t)
    const order = await place()
    const seen: number[] = []
    const changed = await orders.change(order.id, (present) => {
      seen.push(present.version)
      if (seen.length === 1) void orders.postpone(order, postponed(order, 'no answer', NOW))
      return ok(failing(present, NOW, { code: 'order.failed', detail: 'Stopped.' }))
    })
    assert(changed?.ok)
    assert.deepEqual([seen, changed.value.isMoved, changed.value.order.version], [[1, 2], true, 3])
    assert.equal(await orders.change(newId(), () => ok(undefined)), undefined)
  })

  it('are not moved by a decision about an older version, and state no event then', async (t) => {
    const { orders, place, database } = await open(t)
    const order = await place({ saga: 'authorised' })
    await orders.postpone(order, postponed(order, 'no answer', NOW))
    const { isMoved, order: current } = await orders.move(order, [confirmation(NOW)])
    assert.deepEqual([isMoved, current.state, current.number], [false, 'pending', undefined])
    const outbox = await database.read.selectFrom('outbox').select('envelope').execute()
    assert.deepEqual(
      outbox.map(({ envelope }) => (envelope as { type: string }).type),
      ['order.placed.v1'],
    )
  })

  it('are walked by one at a time: a lease keeps others off until it lapses', async (t) => {
    const { orders, place } = await open(t)
    const order = await place()
    assert.equal(await orders.claim(order.id, later(19)), undefined)
    assert.deepEqual(await orders.claimDue(later(19), 10), [])
    assert.equal(await orders.isLeased(order.id, later(19)), true)
    const claims = await Promise.all(Array.from({ length: 5 }, () => orders.claimDue(later(20), 10)))
    assert.deepEqual(
      claims.flat().map(({ id }) => id),
      [order.id],
    )
  })

  it('are due again when their pause is over, the longest waiting first', async (t) => {
    const { orders, place } = await open(t)
    const [first, second] = [await place(), await place()]
    await orders.postpone(second, postponed(second, 'no answer', NOW))
    await orders.postpone(first, postponed({ ...first, attempts: 1 }, 'no answer', NOW))
    const idsDue = async (at: Date) => (await orders.claimDue(at, 10)).map(({ id }) => id)
    assert.deepEqual(await idsDue(NOW), [])
    assert.deepEqual(await idsDue(later(1)), [second.id])
    assert.deepEqual(await idsDue(later(2)), [first.id])
  })

  it('refuse, by the database itself, to be confirmed without a number', async (t) => {
    const { place, database } = await open(t)
    const { id } = await place()
    const confirm = database.read.updateTable('shop_order').set({ state: 'confirmed' }).where('id', '=', id)
    await assert.rejects(confirm.execute(), /check constraint/)
  })
})
