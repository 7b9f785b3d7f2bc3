import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '@mallhive/kernel'
import { bodyFor } from './open-shop.ts'
import { openOwnProcess } from './own-process.ts'

type Neighbour = 'product' | 'payment'
type Path = 'paid' | 'declined' | 'cancelled'

/** Every call of every saga, with the process killed before it has its effect and after it. */
const CALLS: readonly (readonly [Path, Neighbour, string])[] = [
  ['paid', 'product', 'reserve'],
  ['paid', 'payment', 'authorise'],
  ['paid', 'payment', 'capture'],
  ['paid', 'product', 'commitReservation'],
  ['declined', 'payment', 'voidPayment'],
  ['declined', 'product', 'releaseReservation'],
  ['cancelled', 'payment', 'refund'],
  ['cancelled', 'product', 'restock'],
]
const POINTS = CALLS.flatMap((call) => (['before', 'after'] as const).map((moment) => [...call, moment] as const))

const ENDS: Record<Path, { saga: string; payment_status: string; movements: string[]; onHand: number }> = {
  paid: { saga: 'committed', payment_status: 'captured', movements: ['authorise', 'capture'], onHand: 4 },
  declined: { saga: 'failed', payment_status: 'failed', movements: [], onHand: 5 },
  cancelled: {
    saga: 'cancelled',
    payment_status: 'refunded',
    movements: ['authorise', 'capture', 'refund'],
    onHand: 5,
  },
}

describe('kill -9 of order-service', () => {
  it('at any call leaves an order that is paid once, or nothing charged and the stock free', async (t) => {
    const shop = await openOwnProcess(t)
    const shopper = { id: newId() }
    const dying = await shop.clientOf(await shop.start(), shopper)
    const cases: { path: Path; name: string; variantId: string; key: string; release: () => void }[] = []

    for (const [path, neighbour, operation, moment] of POINTS) {
      const { variantId } = shop.product.add({ onHand: 5 })
      const body = bodyFor(variantId, { token: path === 'declined' ? 'decline' : 'approve' })
      const key = newId()
      const ordered = path === 'cancelled' ? await dying.placeOrder({ body, idempotencyKey: key }) : undefined

      const hang = shop[neighbour].hang(operation, moment)
      const asked =
        ordered?.status === 201
          ? dying.cancelOrder({ params: { orderId: ordered.body.id }, body: {}, idempotencyKey: newId() })
          : dying.placeOrder({ body, idempotencyKey: key })
      // The killed process never answers.
      asked.catch(() => undefined)
      await hang.reached
      cases.push({ path, name: `${path}: killed ${moment} ${operation}`, variantId, key, release: hang.release })
    }
    await shop.kill()

    // As if the leases of the dead process had lapsed.
    await shop.query('update shop_order set lease_until = null; update idempotency_key set lease_until = now()')
    const alive = await shop.clientOf(await shop.start(), shopper)
    await waitUntil(async () => {
      const open = await shop.query(
        'select saga from shop_order where next_try_at is not null or lease_until is not null',
      )
      return open.length === 0
    })
    // What the dead process had asked for arrives late, and must change nothing.
    for (const { release } of cases) release()
    await pause(200)

    const rows = await shop.query(
      `select saga, payment_status, id, snapshot #>> '{lines,0,variantId}' as variant from shop_order`,
    )
    const found = Object.fromEntries(
      cases.map(({ name, variantId }) => {
        const row = rows.find(({ variant }) => variant === variantId)!
        const { onHand, reserved } = shop.product.stock(variantId)
        const movements = shop.payment.movementsOf(String(row['id']))
        return [name, { saga: row['saga'], payment_status: row['payment_status'], movements, onHand, reserved }]
      }),
    )
    assert.deepEqual(found, Object.fromEntries(cases.map(({ name, path }) => [name, { ...ENDS[path], reserved: 0 }])))

    const numbers = await shop.query('select number_position from shop_order where number is not null order by 1')
    assert.deepEqual(
      numbers.map((row) => row['number_position']),
      Array.from({ length: 12 }, (_, index) => 1_001 + index),
    )

    // The shopper's page repeats its request: it is told of the order that its first try became.
    for (const { path, key, variantId } of cases.filter((each) => each.path !== 'cancelled')) {
      const body = bodyFor(variantId, { token: path === 'declined' ? 'decline' : 'approve' })
      const again = await alive.placeOrder({ body, idempotencyKey: key })
      assert.equal(again.status, path === 'paid' ? 201 : 409)
    }
    assert.equal(rows.length, POINTS.length)
    assert.deepEqual(await shop.query('select count(*) from shop_order'), [{ count: POINTS.length }])
  })
})

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 20_000
  while (!(await holds())) {
    assert(Date.now() < giveUpAt, 'it did not happen in time')
    await pause(50)
  }
}
