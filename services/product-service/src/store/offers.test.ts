import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { watchStatements } from '@mallhive/testkit'
import { sql } from 'kysely'
import { NOW, testShop, variantContent, wholeFile } from '../../tests/test-shop.ts'
import { postgresOffers } from './offers.ts'

const shop = testShop(wholeFile)
const LATER = new Date(NOW.getTime() + 60_000)

describe('offers that are asked for at the same time', () => {
  it('come from two statements, each caller getting what it asked for in its order, and from one the next time', async (t) => {
    const { make, database } = await shop
    const ids: string[] = []
    for (let index = 0; index < 6; index++)
      ids.push((await make({ variants: [variantContent({ onHand: index })] })).variants[0]!.id)
    const offers = postgresOffers(database.read, () => NOW)
    const { sent } = watchStatements(t)
    const asked = Array.from({ length: 32 }, (_, index) => [ids[index % 6]!, newId(), ids[(index + 2) % 6]!])
    const answers = await Promise.all(asked.map((each) => offers.of(each, NOW)))
    assert.deepEqual(
      answers.map((answer) => answer.map(({ variantId, available }) => [variantId, available])),
      asked.map((_, index) => [index % 6, (index + 2) % 6].map((at) => [ids[at], at])),
    )
    assert.equal(sent.length, 2)
    await Promise.all(asked.map((each) => offers.of(each.slice(0, 1), NOW)))
    assert.equal(sent.length, 3)
  })

  it('are those of each caller’s own moment: what is published later is offered to nobody before', async () => {
    const { make, database } = await shop
    const { variants } = await make({ publishedAt: LATER })
    const offers = postgresOffers(database.read, () => NOW)
    const counts = await Promise.all(
      [NOW, LATER].map(async (now) => (await offers.of([variants[0]!.id.toUpperCase()], now)).length),
    )
    assert.deepEqual(counts, [0, 1])
  })

  it('are those of now: the next to ask sees a change of price, of stock and of the shelf, whoever made it', async () => {
    const { make, database } = await shop
    const id = (await make({ variants: [variantContent({ onHand: 100 })] })).variants[0]!.id
    const offers = postgresOffers(database.read, () => NOW)
    const seen = async () => (await offers.of([id], NOW)).map(({ price, available }) => [price.amount, available])
    const [[amount]] = (await seen()) as [[number, number]]
    assert.deepEqual(await seen(), [[amount, 100]])
    for (const [change, expected] of [
      [sql`update stock_level set on_hand = 60 where variant_id = ${id}`, [[amount, 60]]],
      [sql`update price set amount = amount + 7 where variant_id = ${id}`, [[amount + 7, 60]]],
      [sql`update product set status = 'draft' where id = (select product_id from variant where id = ${id})`, []],
    ] as const) {
      await change.execute(database.read)
      assert.deepEqual(await seen(), expected)
    }
  })
})
