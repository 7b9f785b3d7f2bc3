import assert from 'node:assert/strict'
import { it } from 'node:test'
import { seeded } from '@mallhive/testkit'
import { eventually } from '../surroundings/eventually.ts'
import { stockShop } from './crowd.ts'
import { fragileShop, type FragileShop } from './fragile-shop.ts'
import { atTheBank, MIXES, nameOf } from './mixes.ts'
import { postOffice } from './post-office.ts'
import { rest } from './trial.ts'

const AT_ONCE = 8
const ENOUGH = 100
/** An order whose bank asks the shopper is looked at every quarter of a minute, should nobody say anything. */
const LOOK_AFTER_MS = 16_000
/** A thing for 15.00 € and 4.90 € for the parcel. */
const TOTAL = 1_990

const PAID = {
  order: 'confirmed captured',
  provider: [`authorise ${TOTAL}`, `capture ${TOTAL}`],
  ours: [`authorise ${TOTAL}`, `capture ${TOTAL}`],
  said: ['order.confirmed.v1', 'order.placed.v1'],
  mails: 1,
}
const REFUSED = {
  order: 'failed failed',
  provider: [],
  ours: [],
  said: ['order.failed.v1', 'order.placed.v1'],
  mails: 0,
}

it('any mix of the webhook and the browser’s return makes one charge, one order and one mail, or none (P5, P6, P15)', async (t) => {
  const office = postOffice()
  const shop = await fragileShop(t, { post: office.post, given: { WEBHOOK_MISCHIEF: 'none' } })
  const [variantId] = await stockShop(shop, [ENOUGH])
  const meant = { variantId: variantId!, seed: seeded(1) }
  const orderIds: string[] = []
  for (let begin = 0; begin < MIXES.length; begin += AT_ONCE) {
    const some = MIXES.slice(begin, begin + AT_ONCE)
    orderIds.push(...(await Promise.all(some.map((mix) => atTheBank(shop, office, mix, meant)))))
  }

  await shop.time.ahead(LOOK_AFTER_MS)
  await eventually('every order to be decided', async () => {
    shop.mortals.hurry()
    const [row] = await shop.books.query<{ count: number }>(
      'order-service',
      `select count(*)::int as count from shop_order where state = 'pending' or payment_status = 'authorised'`,
    )
    return row!.count === 0
  })
  for (const [index, { webhook }] of MIXES.entries())
    if (webhook === 'late') await office.handle(orderIds[index]!, 'goes')
  const scope = { orderIds, variantIds: [variantId!] }
  const { faults } = await rest(shop, async () => [
    ...(await shop.books.unrest(scope)),
    ...(await shop.books.faults(scope)),
  ])
  assert.deepEqual(faults, [])

  const found = await Promise.all(orderIds.map((orderId) => whatBecameOf(shop, orderId)))
  const byName = <T>(each: (index: number) => T) =>
    Object.fromEntries(MIXES.map((mix, index) => [nameOf(mix), each(index)]))
  assert.deepEqual(
    byName((index) => found[index]),
    byName((index) => (MIXES[index]!.answer === 'approve' ? PAID : REFUSED)),
  )
  assert.deepEqual(
    await webhooksKept(shop, orderIds),
    MIXES.map(({ webhook }) => webhook !== 'lost'),
  )
})

async function whatBecameOf({ books }: FragileShop, orderId: string) {
  const ask = async (service: string, text: string) =>
    (await books.query<{ text: string }>(service, text, [orderId])).map(({ text }) => text)
  const [order] = await ask(
    'order-service',
    `select state || ' ' || payment_status as text from shop_order where id = $1`,
  )
  return {
    order,
    provider: await ask(
      'sandbox-provider',
      `select kind || ' ' || amount as text from movement where key = $1 order by seq`,
    ),
    ours: await ask(
      'payment-service',
      `select kind || ' ' || amount as text from movement where order_id = $1 order by kind`,
    ),
    said: await ask(
      'bus',
      `select distinct on (envelope ->> 'id') type as text from message
       where envelope ->> 'subject' = $1 and type like 'order.%' order by envelope ->> 'id'`,
    ).then((types) => types.sort()),
    mails: (
      await ask(
        'notification-service',
        `select key as text from message where key = 'order-confirmation:' || $1 and state = 'sent'`,
      )
    ).length,
  }
}

/** Whether the shop has heard of an order by webhook at all: what was to be lost really was. */
async function webhooksKept({ books }: FragileShop, orderIds: readonly string[]): Promise<boolean[]> {
  const rows = await books.query<{ key: string }>(
    'payment-service',
    `select distinct raw::jsonb -> 'charge' ->> 'key' as key from webhook where (raw::jsonb ->> 'sequence')::int > 1`,
  )
  const heard = new Set(rows.map(({ key }) => key))
  return orderIds.map((orderId) => heard.has(orderId))
}
