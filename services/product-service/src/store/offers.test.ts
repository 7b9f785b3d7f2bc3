import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { watchStatements } from '@mallhive/testkit'
import { sql } from 'kysely'
import pg from 'pg'
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

  it('are not kept as read before a change, though another who asked meanwhile has seen it', async (t) => {
    const { make, database } = await shop
    const made = async () => (await make({ variants: [variantContent()] })).variants[0]!.id
    const [known, id, other] = [await made(), await made(), await made()]
    const offers = postgresOffers(database.read, () => NOW)
    await offers.of([known], NOW)
    const [isRead, hasChanged, isSeen] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ]
    const { query } = pg.Client.prototype
    t.mock.method(
      pg.Client.prototype,
      'query',
      async function (this: pg.Client, asked: pg.QueryConfig, ...more: unknown[]) {
        const send = () => Reflect.apply(query, this, [asked, ...more]) as Promise<unknown>
        const names = (variant: string) => JSON.stringify(asked.values ?? []).includes(variant)
        const isOfOne = names(id) !== names(other)
        if (isOfOne && names(other) && /json_build_array/.test(asked.text)) await hasChanged.promise
        const answer = await send()
        if (isOfOne && names(id) && /from variant/.test(asked.text)) {
          isRead.resolve()
          await isSeen.promise
        }
        return answer
      },
    )
    // What the database refuses is asked alone, and so are those beside it: all at the same time.
    const refused = offers.of(['no id'], NOW).catch(() => undefined)
    const [early, late] = [offers.of([known, id], NOW), offers.of([other], NOW)]
    await isRead.promise
    await sql`update price set amount = amount + 7 where variant_id = ${id}`.execute(database.read)
    hasChanged.resolve()
    await late
    isSeen.resolve()
    const [kept, before] = await early
    assert.equal(kept!.variantId, known)
    await refused
    const [now] = await offers.of([id], NOW)
    assert.equal(now!.price.amount, before!.price.amount + 7)
  })
})
