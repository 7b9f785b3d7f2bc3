import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId, ok } from '@mallhive/kernel'
import { itemAdded } from '../../contract/events.ts'
import { CART_LIMITS } from '../../contract/http.ts'
import { addLine, growLine } from '../domain/adding.ts'
import { changed, clear, emptyCart, inOrder, whenAt, type Cart, type Decision, type Line } from '../domain/cart.ts'
import type { CartStore } from './cart-store.ts'
import { add, AT, EUR, lamp, once, type OpenStore } from './things.contract.ts'

export function triesWhatWasSeen(opened: Promise<OpenStore>): void {
  it('decides on what was seen only while it is still so', async () => {
    const { store, elsewhere, published } = await opened
    const userId = newId()
    const [early, line] = [emptyCart(userId), lamp(1)]
    await add(elsewhere, userId, line)
    const seen = await store.find(userId)
    await add(elsewhere, userId, lamp(2))
    for (const old of [early, seen])
      assert.equal((await store.change(userId, (cart) => addLine(cart, lamp(4)), { ...once(), seen: old })).ok, true)
    assert.deepEqual(await store.find(userId), {
      userId,
      version: 4,
      lines: [{ ...line, quantity: 11 }],
      updatedAt: AT,
    })
    assert.equal((await published(userId)).length, 4)
  })

  it('refuses by the cart as it is, not by what was seen', async () => {
    const { store, elsewhere } = await opened
    const userId = newId()
    const line = lamp(999)
    await add(elsewhere, userId, line)
    const seen = await store.find(userId)
    await elsewhere.change(userId, (cart) => clear(cart, AT), once())
    const added = lamp(1)
    assert.deepEqual(await store.change(userId, (cart) => addLine(cart, added), { ...once(), seen }), {
      ok: true,
      value: { userId, version: 3, lines: [added], updatedAt: AT },
    })
    const atOne = whenAt(1, (cart: Cart) => clear(cart, AT))
    const late = await store.change(userId, atOne, { ...once(), seen })
    assert.deepEqual(late, { ok: false, error: { code: 'version.mismatch', current: await store.find(userId) } })
  })

  it('knows a change that was applied, also to one who has seen the cart before or after it', async () => {
    const { store, elsewhere, published } = await opened
    const userId = newId()
    const [line, change] = [lamp(2), once()]
    const before = await store.find(userId)
    const decide = whenAt(0, (cart: Cart) => addLine(cart, line))
    await store.change(userId, decide, { ...change, seen: before })
    const after = await elsewhere.find(userId)
    for (const seen of [before, after])
      assert.deepEqual(await elsewhere.change(userId, decide, { ...change, seen }), { ok: true, value: after })
    assert.deepEqual(await published(userId), [itemAdded.type])
  })

  it('loses none of a hundred changes at once by two processes, and states them in their order', async () => {
    const { store, elsewhere, versions } = await opened
    const userId = newId()
    const seen = await store.find(userId)
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        (n % 2 ? store : elsewhere).change(userId, (cart) => addLine(cart, lamp(1)), { ...once(), seen }),
      ),
    )
    const cart = await store.find(userId)
    assert.deepEqual([cart.version, cart.lines.map(({ quantity }) => quantity)], [100, [100]])
    assert.deepEqual(
      await versions(userId),
      Array.from({ length: 100 }, (_, n) => n + 1),
    )
  })
}

export function changesOneLine(opened: Promise<OpenStore>): void {
  const grow = (store: CartStore, userId: string, line: Line, change = once()) =>
    store.changeLine(userId, line, (place) => growLine(place, line), change)

  it('makes or grows the one line of a variant and note, once', async () => {
    const { store, published } = await opened
    const userId = newId()
    const [plain, noted, change] = [lamp(2), lamp(1, { note: 'blue' }), once()]
    assert.deepEqual(await grow(store, userId, plain, change), { ok: true, value: { version: 1 } })
    assert.deepEqual(await grow(store, userId, plain, change), { ok: true, value: { version: 1 } })
    assert.deepEqual(await grow(store, userId, noted), { ok: true, value: { version: 2 } })
    await grow(store, userId, lamp(3))
    await grow(store, userId, lamp(4, { note: 'blue', priceSeen: EUR(13_900) }))
    assert.deepEqual(await store.find(userId), {
      userId,
      version: 4,
      lines: [
        { ...plain, quantity: 5 },
        { ...noted, quantity: 5, priceSeen: EUR(13_900) },
      ].toSorted(inOrder),
      updatedAt: AT,
    })
    assert.equal((await published(userId)).length, 4)
  })

  it('refuses a line too many, and knows a line that is there', async () => {
    const { store } = await opened
    const userId = newId()
    const note = (n: number) => ({ note: `note ${n}` })
    await store.change(userId, fullOf(Array.from({ length: CART_LIMITS.lines }, (_, n) => lamp(1, note(n)))), once())
    assert.deepEqual(await grow(store, userId, lamp(1)), { ok: false, error: { code: 'cart.full', limit: 250 } })
    assert.deepEqual(await grow(store, userId, lamp(999, note(7))), {
      ok: false,
      error: { code: 'cart.quantity_too_large', limit: 999, present: 1 },
    })
    assert.deepEqual(await grow(store, userId, lamp(998, note(7))), { ok: true, value: { version: 2 } })
  })

  it('loses none of sixty at once, of one line and of the whole, here and elsewhere', async () => {
    const { store, elsewhere, versions } = await opened
    const userId = newId()
    await Promise.all(
      Array.from({ length: 20 }, () => [
        grow(store, userId, lamp(1)),
        grow(elsewhere, userId, lamp(1)),
        add(store, userId, lamp(1)),
      ]).flat(),
    )
    const cart = await store.find(userId)
    assert.deepEqual([cart.version, cart.lines.map(({ quantity }) => quantity)], [60, [60]])
    assert.deepEqual(
      await versions(userId),
      Array.from({ length: 60 }, (_, n) => n + 1),
    )
  })
}

/** A decision that puts these lines into an empty cart at once. */
const fullOf =
  (lines: readonly Line[]) =>
  (cart: Cart): Decision =>
    ok({ cart: changed(cart, lines, AT), events: [] })
