import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { newId } from '@mallhive/kernel'
import { watchStatements } from '@mallhive/testkit'
import { growLine } from '../domain/adding.ts'
import { mergeCarts } from '../domain/merge.ts'
import { add, AT, EUR, lamp, once } from './things.contract.ts'
import { openCarts } from './open-carts.contract.ts'

async function carts(t: TestContext) {
  const opened = await openCarts()
  t.after(opened.close)
  return opened
}

function counting(t: TestContext) {
  const { during } = watchStatements(t)
  return async (work: () => Promise<unknown>) => (await during(work)).length
}

it('a change takes one statement for whoever saw the cart, two for others, and many carts share them', async (t) => {
  const { store } = await carts(t)
  const statementsOf = counting(t)
  const users = Array.from({ length: 20 }, newId)
  const all = (work: (userId: string) => Promise<unknown>) => () => Promise.all(users.map(work))
  // Connections are made, and set up, by the first.
  for (let twice = 0; twice < 2; twice++) await all((userId) => add(store, userId, lamp(1)))()
  const seen = new Map(await Promise.all(users.map(async (userId) => [userId, await store.find(userId)] as const)))

  assert.equal(await statementsOf(all((userId) => store.find(userId))), 1)
  assert.equal(
    await statementsOf(all((userId) => add(store, userId, lamp(1), { ...once(), seen: seen.get(userId)! }))),
    1,
  )
  assert.equal(await statementsOf(all((userId) => add(store, userId, lamp(1)))), 2)
  const line = lamp(1)
  const grow = (userId: string) => store.changeLine(userId, line, (place) => growLine(place, line), once())
  assert.equal(await statementsOf(all(grow)), 2)
  const mergeNothing = (userId: string) =>
    store.merge(newId(), userId, (from, into) => mergeCarts(from, into, AT), once())
  assert.equal(await statementsOf(all(mergeNothing)), 1)
})

it('twenty changes of one cart at once take a statement each', async (t) => {
  const { store } = await carts(t)
  const statementsOf = counting(t)
  const userId = newId()
  await add(store, userId, lamp(1))
  const work = () => Promise.all(Array.from({ length: 20 }, () => add(store, userId, lamp(1))))
  await work()
  // The first looks.
  assert.equal(await statementsOf(work), 21)
})

it('a change that the database refuses spoils none of those that travel with it', async (t) => {
  const { store } = await carts(t)
  const users = Array.from({ length: 30 }, newId)
  const isBad = (n: number) => n % 10 === 7
  const line = (n: number) => lamp(n + 1, isBad(n) ? { priceSeen: EUR(-1) } : {})
  const outcomes = await Promise.allSettled(users.map((userId, n) => add(store, userId, line(n))))
  assert.deepEqual(
    outcomes.map(({ status }) => status === 'rejected'),
    users.map((_, n) => isBad(n)),
  )
  const kept = await Promise.all(users.map((userId) => store.find(userId)))
  assert.deepEqual(
    kept.map(({ lines }) => lines.map(({ quantity }) => quantity)),
    users.map((_, n) => (isBad(n) ? [] : [n + 1])),
  )
})

it('a change waits for a lock that another process holds, and is made on what that left', async (t) => {
  const { store, elsewhere } = await carts(t)
  const [guestId, userId] = [newId(), newId()]
  await add(elsewhere, guestId, lamp(1))
  await add(elsewhere, userId, lamp(1))
  await Promise.all([
    elsewhere.merge(guestId, userId, (from, into) => mergeCarts(from, into, AT), once()),
    ...Array.from({ length: 10 }, () => add(store, userId, lamp(1))),
  ])
  const { version, lines } = await store.find(userId)
  assert.deepEqual([version, lines.map(({ quantity }) => quantity)], [12, [12]])
})
