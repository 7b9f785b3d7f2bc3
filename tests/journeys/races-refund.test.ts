import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '@mallhive/kernel'
import { seeded, type Fate } from '@mallhive/testkit'
import { placed, raceCourse, type Runner, wholeFile } from '../fire/race-course.ts'
import { randomly } from '../fire/trial.ts'
import { stubborn } from '../surroundings/stubborn.ts'

const CANCELS = 3
const LOOK_EVERY_MS = 20
const STUBBORN = { againAfterMs: 30, patienceMs: 4_000 }
const GIVEN_BACK = 'cancelled: authorise capture refund'

/** Every step on the way of a refund, from the cancellation to the provider's ledger and back, by how its effect's name begins. */
const STEPS: readonly (readonly [service: string, name: string])[] = [
  ['order-service', 'done as ( update shop_order set state'],
  ['order-service', 'refund'],
  ['payment-service', 'inserted as ( insert into payment'],
  ['payment-service', 'refundCharge'],
  ['sandbox-provider', 'taken as ( insert into taken_key'],
  ['order-service', 'restock'],
  ['product-service', 'commit'],
]
const TROUBLES = STEPS.flatMap(([service, name]) =>
  (['dies after', 'fails after'] as const).map((kind) => ({ service, name, kind })),
)

type Course = Awaited<ReturnType<typeof raceCourse>>

const opened = raceCourse(wholeFile)

it('a paid order that several cancel is refunded once, whichever process dies on the way and whichever answer is lost (P21)', async (t) => {
  const course = await opened
  const cancelled: Runner[] = []
  for (const { service, name, kind } of TROUBLES) {
    const runners = await course.runners(2)
    const orderIds = (await Promise.all(runners.map(placed))).map(({ id }) => id)
    await course.endsOf(runners)
    let met = 0
    // More than once, so that whoever tries again meets it again.
    const fate: Fate = (effect) =>
      effect.service === service && effect.name.startsWith(name) && ++met <= 2 ? { kind } : undefined
    await cancelAmid(course, runners, orderIds, fate)
    assert.ok(met > 0, `nobody came to ${service} ${name}`)
    cancelled.push(...runners)
  }
  t.diagnostic(`${cancelled.length} orders, ${course.shop.mortals.deaths} deaths`)
  await course.settle()
  assert.deepEqual(new Set(await course.endsOf(cancelled)), new Set([GIVEN_BACK]))
})

it('a paid order that several cancel is refunded once, whatever befalls any effect meanwhile (P15, P21)', async (t) => {
  const course = await opened
  const cancelled: Runner[] = []
  for (const seed of [1, 2, 3, 4]) {
    const runners = await course.runners(5)
    const orderIds = (await Promise.all(runners.map(placed))).map(({ id }) => id)
    await course.endsOf(runners)
    await cancelAmid(course, runners, orderIds, randomly(seeded(seed), 0.06))
    cancelled.push(...runners)
  }
  t.diagnostic(`${cancelled.length} orders, ${course.shop.mortals.deaths} deaths`)
  await course.settle()
  assert.deepEqual(new Set(await course.endsOf(cancelled)), new Set([GIVEN_BACK]))
})

/** Cancels each order from several sides at once while this befalls, and once more in peace for those whom nobody answered. */
async function cancelAmid({ shop }: Course, runners: readonly Runner[], orderIds: readonly string[], fate: Fate) {
  const cancel = ({ customer }: Runner, index: number) =>
    stubborn(
      () => customer.orders.cancelOrder({ params: { orderId: orderIds[index]! }, body: {}, idempotencyKey: newId() }),
      STUBBORN,
    )
  let isOver = false
  const supervisor = (async () => {
    while (!isOver) {
      await shop.mortals.revive()
      await pause(LOOK_EVERY_MS)
    }
  })()
  shop.mortals.befall(fate)
  await Promise.all(Array.from({ length: CANCELS }, () => runners.map(cancel)).flat()).finally(() => (isOver = true))
  shop.mortals.befall(() => undefined)
  await supervisor
  await shop.mortals.revive()
  for (const answer of await Promise.all(runners.map(cancel))) assert.equal(answer?.status, 200)
}
